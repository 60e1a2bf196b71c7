package iommu.arch;

/**
 * Thirty-two bytes of memory: a page request (§7.4.1.1).
 *
 * @param low  bits 127:0
 * @param high bits 255:128
 */
public record Entry256(Entry128 low, Entry128 high) {
}
