package lab04;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps 4 KiB pieces only, and forgets everything whenever anything is invalidated. A unit may always remove more
 * than it was asked to.
 */
public class TaggedCache implements TranslationCache {

    private record Place(SourceId source, Pasid pasid, long page) {
    }

    private record Region(DomainId domain, int level, long index) {
    }

    private final Capabilities capabilities;
    private final Bounded<Place, CachedTranslation> translations;
    private final Bounded<SourceId, ContextResult> contexts;
    private final Bounded<Region, WalkStart> prefixes;
    private long epoch;

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;
        private final int capacity;

        Bounded(int capacity) {
            super(16, 0.75f, true); // least recently used first
            this.capacity = capacity;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > capacity;
        }
    }

    public TaggedCache(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        translations = new Bounded<>(capacity);
        contexts = new Bounded<>(capacity);
        prefixes = new Bounded<>(capacity);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return Optional.ofNullable(translations.get(new Place(source, pasid, address.value() >>> 12)));
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return Optional.ofNullable(contexts.get(source));
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        for (int level = 1; level <= 4; level++) {
            WalkStart found = prefixes.get(region(domain, address, level));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static Region region(DomainId domain, Iova address, int level) {
        return new Region(domain, level, address.value() >>> (12 + 9 * level));
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        if (epoch < this.epoch) {
            return;
        }
        Place place = new Place(source, pasid, address.value() >>> 12);
        switch (entry.result()) {
            case Mapping whole -> {
                Iova page = address.alignedTo(4096);
                Mapping piece = new Mapping(page, whole.translate(page), 4096, whole.rights(), whole.snoop(),
                        List.of());
                translations.put(place, new CachedTranslation(entry.domain(), entry.silent(), piece));
            }
            case Fault fault -> {
                if (capabilities.cachingMode()) {
                    translations.put(place, entry);
                }
            }
        }
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        if (epoch >= this.epoch && (capabilities.cachingMode() || !(entry instanceof Fault))) {
            contexts.put(source, entry);
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        if (epoch >= this.epoch) {
            prefixes.put(region(domain, address, entry.level()), entry);
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        translations.clear();
        contexts.clear();
        prefixes.clear();
    }
}
