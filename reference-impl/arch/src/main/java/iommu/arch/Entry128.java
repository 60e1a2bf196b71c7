package iommu.arch;

/**
 * Sixteen bytes of memory, read or written as one.
 *
 * @param low  bits 63:0, the bytes at the lower address
 * @param high bits 127:64
 */
public record Entry128(long low, long high) {

    @Override
    public String toString() {
        return "0x" + Long.toHexString(high) + ":" + Long.toHexString(low);
    }
}
