package iommu.arch;

/**
 * The content of an IOTLB entry (§6.2.4).
 *
 * @param domain the domain-id of the context entry that was used: the tag that invalidations go by
 * @param silent FPD of that context entry
 * @param result a mapping; or, under caching mode only, the fault that the walk ended with, which then stands for the
 *               block of {@link Fault#holeSize()} bytes around the address (§6.1)
 */
public record CachedTranslation(DomainId domain, boolean silent, WalkResult result) {
}
