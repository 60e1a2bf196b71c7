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
 * Forgets everything whenever anything is invalidated: a unit may always remove more than it was asked to.
 */
public class TaggedCache implements TranslationCache {

    private record Place(SourceId source, Pasid pasid, Iova start, long size) {
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
        for (long size = 4096; size <= 1L << 48; size <<= 9) {
            CachedTranslation found = translations.get(new Place(source, pasid, address.alignedTo(size), size));
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
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
        switch (entry.result()) {
            case Mapping whole -> put(source, pasid, address.alignedTo(whole.size()), whole.size(),
                    new CachedTranslation(entry.domain(), entry.silent(), whole.withoutSteps()));
            case Fault fault -> {
                if (capabilities.cachingMode() && fault.holeSize() > 0) {
                    put(source, pasid, address.alignedTo(fault.holeSize()), fault.holeSize(), entry);
                }
            }
        }
    }

    /** What the source had in this place, in whatever size, is replaced. */
    private void put(SourceId source, Pasid pasid, Iova start, long size, CachedTranslation entry) {
        translations.keySet().removeIf(old -> old.source().equals(source) && old.pasid().equals(pasid)
                && (old.start().equals(start.alignedTo(old.size())) || start.equals(old.start().alignedTo(size))));
        translations.put(new Place(source, pasid, start, size), entry);
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
