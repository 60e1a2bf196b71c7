package iommu.peers.qemu;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;

/** A cache of legacy mode, and a log of what it is asked and told. */
record WatchedCache(TranslationCache cache, CacheLog log) implements TranslationCache {

    @Override
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        Optional<CachedTranslation> entry = cache.translation(source, pasid, address);
        entry.ifPresent(found -> {
            log.hits.add("IOTLB");
            note(found);
        });
        return entry;
    }

    private void note(CachedTranslation entry) {
        if (entry.result() instanceof Mapping mapping) {
            log.pageSize = mapping.size();
        }
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        Optional<ContextResult> entry = cache.context(source);
        entry.ifPresent(found -> {
            log.hits.add("context");
            note(found);
        });
        return entry;
    }

    private void note(ContextResult result) {
        if (result instanceof TranslationContext context) {
            log.domain = Optional.of(context.domain());
            log.passesThrough = context.type() == TranslationType.PASS_THROUGH;
        }
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return cache.prefix(domain, address);
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        note(entry);
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        note(entry);
        cache.fill(source, entry, epoch);
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        cache.fill(domain, address, entry, epoch);
    }

    @Override
    public void invalidate(Invalidation command) {
        log.invalidations.add(command);
        cache.invalidate(command);
    }
}
