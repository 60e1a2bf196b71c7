package iommu.peers.recording;

import iommu.arch.CachedStaged;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@link FollowedCache} is in legacy mode. The recorded unit has no PASID cache: where it walked, it read the entry. */
final class FollowedScalableCache implements ScalableCache {

    private final ScalableCache cache;
    private boolean missTranslations;
    private boolean missContexts;
    private OptionalLong pageSize = OptionalLong.empty();

    FollowedScalableCache(ScalableCache cache) {
        this.cache = cache;
    }

    /** From now on these lookups miss, or don't. */
    void miss(boolean translations, boolean contexts) {
        missTranslations = translations;
        missContexts = contexts;
        pageSize = OptionalLong.empty();
    }

    /** In bytes, of the translation found or filled since {@link #miss}; empty for a fault, or for none. */
    OptionalLong pageSize() {
        return pageSize;
    }

    private void note(CachedStaged entry) {
        pageSize = entry.result() instanceof StagedMapping mapping ? OptionalLong.of(mapping.size()) : OptionalLong.empty();
    }

    @Override
    public Optional<ScalableContextResult> context(SourceId source) {
        return missContexts ? Optional.empty() : cache.context(source);
    }

    @Override
    public Optional<PasidResult> entry(SourceId source, int pasid) {
        return missTranslations ? Optional.empty() : cache.entry(source, pasid);
    }

    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        Optional<CachedStaged> entry = missTranslations ? Optional.empty() : cache.translation(source, pasid, address);
        entry.ifPresent(this::note);
        return entry;
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
        note(entry);
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public void invalidate(Invalidation command) {
        cache.invalidate(command);
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        cache.invalidate(command);
    }
}
