package iommu.house;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;

/** A cache that does what another one does; a broken one overrides the method that it gets wrong. */
class CacheDouble implements TranslationCache {

    final TranslationCache cache;

    CacheDouble(TranslationCache cache) {
        this.cache = cache;
    }

    @Override
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return cache.translation(source, pasid, address);
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return cache.context(source);
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return cache.prefix(domain, address);
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        cache.fill(source, entry, epoch);
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        cache.fill(domain, address, entry, epoch);
    }

    @Override
    public void invalidate(Invalidation command) {
        switch (command) {
            case ContextInvalidation devices -> invalidate(devices);
            case IotlbInvalidation pages -> invalidate(pages);
        }
    }

    void invalidate(ContextInvalidation devices) {
        cache.invalidate((Invalidation) devices);
    }

    void invalidate(IotlbInvalidation pages) {
        cache.invalidate((Invalidation) pages);
    }
}
