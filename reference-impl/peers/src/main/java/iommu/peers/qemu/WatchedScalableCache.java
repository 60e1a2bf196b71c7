package iommu.peers.qemu;

import iommu.arch.CachedStaged;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.Optional;

/** A cache of scalable mode, and a log of what it is asked and told. */
record WatchedScalableCache(ScalableCache cache, CacheLog log) implements ScalableCache {

    @Override
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public Optional<ScalableContextResult> context(SourceId source) {
        Optional<ScalableContextResult> entry = cache.context(source);
        entry.ifPresent(found -> log.hits.add("scalable context"));
        return entry;
    }

    @Override
    public Optional<PasidResult> entry(SourceId source, int pasid) {
        Optional<PasidResult> entry = cache.entry(source, pasid);
        entry.ifPresent(found -> {
            log.hits.add("PASID");
            note(found);
        });
        return entry;
    }

    private void note(PasidResult result) {
        if (result instanceof PasidContext context) {
            log.domain = Optional.of(context.domain());
            log.passesThrough = context.type() == PasidType.PASS_THROUGH;
        }
    }

    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        Optional<CachedStaged> entry = cache.translation(source, pasid, address);
        entry.ifPresent(found -> {
            log.hits.add("scalable IOTLB");
            note(found);
        });
        return entry;
    }

    private void note(CachedStaged entry) {
        if (entry.result() instanceof StagedMapping mapping) {
            log.pageSize = mapping.size();
        }
    }

    @Override
    public void fill(SourceId source, ScalableContextResult entry, long epoch) {
        cache.fill(source, entry, epoch);
    }

    @Override
    public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
        note(entry);
        cache.fill(source, pasid, entry, epoch);
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
        note(entry);
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public void invalidate(Invalidation command) {
        cache.invalidate(command);
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        log.scalableInvalidations.add(command);
        cache.invalidate(command);
    }
}
