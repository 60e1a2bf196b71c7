package iommu.arch;

/**
 * A page request message of a device (§7.4.1).
 *
 * @param source     the requester-id
 * @param pasid      its PASID, or {@link Pasid#NONE}
 * @param address    the page that is wanted, a multiple of 4 KiB
 * @param read       read access is wanted
 * @param write      write access is wanted
 * @param execute    execute access is wanted; counts only with a PASID
 * @param supervisor for supervisor privilege; counts only with a PASID
 * @param last       LPIG: the last request of its group
 * @param group      PRGI, 9 bits
 */
public record PageRequest(SourceId source, Pasid pasid, Iova address, boolean read, boolean write, boolean execute,
        boolean supervisor, boolean last, int group) {

    public PageRequest {
        if (group < 0 || group > 0x1FF) {
            throw new IllegalArgumentException("a page request group index has 9 bits, not 0x" + Integer.toHexString(group));
        }
    }
}
