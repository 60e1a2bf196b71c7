package iommu.arch;

/**
 * The content of a scalable-mode IOTLB entry, with its tags (§6.2.4, Table 17).
 *
 * @param domain DID of the PASID entry that was used
 * @param pasid  the PASID that was used: the request's own, or RID_PASID
 * @param type   PGTT: which commands reach the entry depends on it (§6.5.2.3, §6.5.2.4)
 * @param silent FPD of what was met on the way
 * @param result a mapping; or, under caching mode and for second stage only, the fault of the walk (§6.1)
 */
public record CachedStaged(DomainId domain, int pasid, PasidType type, boolean silent, StagedResult result) {
}
