package iommu.house;

import iommu.arch.CachedStaged;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.Optional;

/** The twin of {@link CacheDouble} for scalable mode. */
class ScalableCacheDouble implements ScalableCache {

    final ScalableCache cache;

    ScalableCacheDouble(ScalableCache cache) {
        this.cache = cache;
    }

    @Override
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public Optional<ScalableContextResult> context(SourceId source) {
        return cache.context(source);
    }

    @Override
    public Optional<PasidResult> entry(SourceId source, int pasid) {
        return cache.entry(source, pasid);
    }

    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        return cache.translation(source, pasid, address);
    }

    @Override
    public void fill(SourceId source, ScalableContextResult entry, long epoch) {
        cache.fill(source, entry, epoch);
    }

    @Override
    public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
        cache.fill(source, pasid, entry, epoch);
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public void invalidate(Invalidation command) {
        switch (command) {
            case ContextInvalidation devices -> invalidate(devices);
            case IotlbInvalidation pages -> invalidate(pages);
        }
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        switch (command) {
            case PasidCacheInvalidation processes -> invalidate(processes);
            case PasidIotlbInvalidation pages -> invalidate(pages);
        }
    }

    void invalidate(ContextInvalidation devices) {
        cache.invalidate((Invalidation) devices);
    }

    void invalidate(IotlbInvalidation pages) {
        cache.invalidate((Invalidation) pages);
    }

    void invalidate(PasidCacheInvalidation processes) {
        cache.invalidate((ScalableInvalidation) processes);
    }

    void invalidate(PasidIotlbInvalidation pages) {
        cache.invalidate((ScalableInvalidation) pages);
    }
}
