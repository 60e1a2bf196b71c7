package iommu.grade.explain;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The reference's cache, and from which line of the scenario each of its entries comes. */
final class RememberingCache implements TranslationCache {

    private record Place(SourceId source, Iova page) {
    }

    private final TranslationCache cache;
    private final Map<Place, Integer> translations = new HashMap<>();
    private final Map<SourceId, Integer> contexts = new HashMap<>();
    private int line;

    RememberingCache(TranslationCache cache) {
        this.cache = cache;
    }

    /** The line that is being played now. */
    void at(int now) {
        line = now;
    }

    /** The line of the request that filled this entry. */
    int filled(SourceId source, Iova address, CachedTranslation entry) {
        return translations.getOrDefault(place(source, address, entry.result()), 0);
    }

    int filled(SourceId source) {
        return contexts.getOrDefault(source, 0);
    }

    private static Place place(SourceId source, Iova address, WalkResult result) {
        return switch (result) {
            case Mapping mapping -> new Place(source, mapping.page());
            case Fault fault -> new Place(source, address.alignedTo(Math.max(4096, fault.holeSize())));
        };
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        translations.put(place(source, address, entry.result()), line);
        cache.fill(source, pasid, address, entry, epoch);
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        contexts.put(source, line);
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
    public void invalidate(Invalidation command) {
        cache.invalidate(command);
    }
}
