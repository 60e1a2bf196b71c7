package lab04;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;

/**
 * Three maps, each keyed by what its entries are looked up by; an invalidation goes through the values by their tags
 * (§6.2.1, Table 17).
 *
 * <pre>
 *  cache              looked up by                  invalidated by
 *  context            source-id                     source-id, domain-id
 *  IOTLB              source-id, PASID, address     domain-id, address
 *  paging structure   domain-id, address            domain-id, address
 * </pre>
 *
 * <p>For each address of a source there is one IOTLB entry at most: the newest one takes the place of all that it
 * overlaps. Which legal entries are kept, and which go without need, is the unit's affair (freedom
 * {@code cache-content}). Not for use by several threads at once.
 */
public final class TaggedCache implements TranslationCache {

    private final Capabilities capabilities;

    /** @param capacity the entries that each of the three caches keeps; 0 keeps nothing */
    public TaggedCache(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
    }

    @Override
    public long epoch() {
        throw new Todo("04");
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        throw new Todo("04");
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        throw new Todo("04");
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        throw new Todo("04");
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        throw new Todo("04");
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        throw new Todo("04");
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        throw new Todo("04");
    }

    @Override
    public void invalidate(Invalidation command) {
        throw new Todo("04");
    }
}
