package iommu.peers.recording;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The reference's cache, missing where the recorded one missed: a lookup may always be empty (§6.2), and a unit that
 * dropped more than it was asked to has read the tables again. It also remembers how large the last page was.
 */
final class FollowedCache implements TranslationCache {

    private final TranslationCache cache;
    private boolean missTranslations;
    private boolean missContexts;
    private OptionalLong pageSize = OptionalLong.empty();

    FollowedCache(TranslationCache cache) {
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

    private void note(CachedTranslation entry) {
        pageSize = entry.result() instanceof Mapping mapping ? OptionalLong.of(mapping.size()) : OptionalLong.empty();
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        Optional<CachedTranslation> entry =
                missTranslations ? Optional.empty() : cache.translation(source, pasid, address);
        entry.ifPresent(this::note);
        return entry;
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return missContexts ? Optional.empty() : cache.context(source);
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return missTranslations ? Optional.empty() : cache.prefix(domain, address);
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        note(entry);
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
    public long epoch() {
        return cache.epoch();
    }

    @Override
    public void invalidate(Invalidation command) {
        cache.invalidate(command);
    }
}
