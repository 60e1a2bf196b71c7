package iommu.arch;

/**
 * One DMA request as it reaches the unit. It never crosses a 4 KiB boundary (§3.13).
 *
 * @param source  the requester-id
 * @param pasid   the PASID of the request, or {@link Pasid#NONE}
 * @param address the input address, in bytes
 * @param access  what it does there
 * @param kind    its address type
 */
public record DmaRequest(SourceId source, Pasid pasid, Iova address, Access access, RequestKind kind) {

    /** An untranslated request without PASID, the only kind that legacy mode translates. */
    public static DmaRequest untranslated(SourceId source, Iova address, Access access) {
        return new DmaRequest(source, Pasid.NONE, address, access, RequestKind.UNTRANSLATED);
    }
}
