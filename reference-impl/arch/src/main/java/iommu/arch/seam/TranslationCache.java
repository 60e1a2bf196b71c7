package iommu.arch.seam;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import java.util.Optional;

/**
 * Room 04, {@code cache}: context cache, IOTLB and paging-structure caches (§6.2).
 *
 * <p>Every entry is optional: a lookup may always be empty, a fill may always be ignored, an invalidation may always
 * remove more. What must never happen is that a lookup answers what no fill gave for it, or what a completed
 * invalidation has covered since.
 */
public interface TranslationCache {

    /**
     * The number of invalidations so far. The unit reads it before a walk and gives it with the fill: a fill whose
     * epoch is older than an invalidation that covers the entry must leave nothing behind (§6.5.4).
     */
    long epoch();

    /** The IOTLB entry for this source and address: looked up by source-id, PASID and address (Table 17). */
    Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address);

    /** The context-cache entry for this source: looked up by source-id (Table 17). */
    Optional<ContextResult> context(SourceId source);

    /** The deepest paging-structure-cache entry for this address: looked up by domain-id and address (Table 17). */
    Optional<WalkStart> prefix(DomainId domain, Iova address);

    /**
     * Offers an IOTLB entry.
     *
     * @param address the address of the request; the entry stands for the whole page, or hole, around it
     * @param entry   what to keep, with its domain-id. A fault may be kept only under caching mode (§6.1)
     * @param epoch   what {@link #epoch()} said before the walk
     */
    void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch);

    /**
     * Offers a context-cache entry.
     *
     * @param entry what the tables said. A fault may be kept only under caching mode, and is then tagged with
     *              domain-id 0 (§6.1)
     */
    void fill(SourceId source, ContextResult entry, long epoch);

    /**
     * Offers a paging-structure-cache entry.
     *
     * @param address an address under the entry
     * @param entry   the table that the entry points to, with that table's level and the rights above it
     */
    void fill(DomainId domain, Iova address, WalkStart entry, long epoch);

    /** Removes at least what the command covers by tag; complete when it returns (§6.5.1). */
    void invalidate(Invalidation command);
}
