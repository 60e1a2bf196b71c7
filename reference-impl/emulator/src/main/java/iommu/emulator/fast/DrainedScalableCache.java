package iommu.emulator.fast;

import iommu.arch.CachedStaged;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.Optional;

/**
 * Another cache of scalable mode, whose IOTLB invalidations by PASID wait for the requests under way (§6.5.4). Those that
 * both modes have wait in {@link FastCache}.
 */
public final class DrainedScalableCache implements ScalableCache {

    private final ScalableCache cache;
    private final Drain drain;

    /** @param beside whose requesters are waited for */
    public DrainedScalableCache(ScalableCache cache, FastCache beside) {
        this.cache = cache;
        this.drain = beside.drain();
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        cache.invalidate(command);
        if (command instanceof PasidIotlbInvalidation) {
            drain.await(); // §6.5.4: a P_IOTLB invalidation always drains
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        cache.invalidate(command);
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
}
