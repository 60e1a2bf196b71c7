package lab04;

import iommu.arch.*;
import iommu.arch.invalidation.*;
import iommu.arch.seam.TranslationCache;
import java.util.*;

/**
 * Hash tables, one for each page size. The key of a translation packs the page number and the source-id into one long.
 */
public class TaggedCache implements TranslationCache {

    private static final int[] SHIFTS = {12, 21, 30, 39, 48};

    private final Capabilities caps;
    private final int capacity;
    private long epoch = 0;

    private final Map<Integer, LinkedHashMap<Long, CachedTranslation>> iotlb = new TreeMap<>();
    private final LinkedHashMap<SourceId, ContextResult> contexts = new LinkedHashMap<>();
    private final Map<Integer, LinkedHashMap<List<Long>, WalkStart>> prefixes = new TreeMap<>();

    public TaggedCache(Capabilities capabilities, int capacity) {
        this.caps = capabilities;
        this.capacity = capacity;
        for (int shift : SHIFTS) {
            iotlb.put(shift, new LinkedHashMap<>());
            prefixes.put(shift, new LinkedHashMap<>());
        }
    }

    private static long key(SourceId source, Iova address, int shift) {
        return (address.value() >>> shift) << 8 | source.value() & 0xff;
    }

    private static long pageOf(long key, int shift) {
        return (key >>> 8) << shift;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        if (pasid.present()) {
            return Optional.empty(); // legacy mode only
        }
        for (int shift : SHIFTS) {
            CachedTranslation hit = iotlb.get(shift).get(key(source, address, shift));
            if (hit != null) {
                return Optional.of(hit);
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
        for (int shift : SHIFTS) {
            WalkStart hit = prefixes.get(shift).get(List.of((long) domain.value(), address.value() >>> shift));
            if (hit != null) {
                return Optional.of(hit);
            }
        }
        return Optional.empty();
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        if (epoch != this.epoch || pasid.present()) {
            return;
        }
        long size;
        if (entry.result() instanceof Mapping mapping) {
            size = mapping.size();
            entry = new CachedTranslation(entry.domain(), entry.silent(), mapping.withoutSteps());
        } else {
            size = caps.cachingMode() ? ((Fault) entry.result()).holeSize() : 0;
        }
        int shift = Long.numberOfTrailingZeros(size);
        if (size == 0 || !iotlb.containsKey(shift)) {
            return;
        }
        // whatever this source had there, in any size, is older
        for (int s : SHIFTS) {
            iotlb.get(s).remove(key(source, address, s));
        }
        iotlb.get(shift).put(key(source, address, shift), entry);
        trim(iotlb.values());
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        if (epoch == this.epoch && (caps.cachingMode() || !(entry instanceof Fault))) {
            contexts.remove(source);
            contexts.put(source, entry);
            trim(List.of(contexts));
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        int shift = 12 + 9 * entry.level();
        if (epoch == this.epoch && prefixes.containsKey(shift)) {
            List<Long> key = List.of((long) domain.value(), address.value() >>> shift);
            prefixes.get(shift).remove(key);
            prefixes.get(shift).put(key, entry);
            trim(prefixes.values());
        }
    }

    /** Each table has room for {@code capacity} entries of its own; the oldest go. */
    private void trim(Collection<? extends Map<?, ?>> tables) {
        for (Map<?, ?> table : tables) {
            Iterator<?> oldest = table.keySet().iterator();
            for (int tooMany = table.size() - capacity; tooMany > 0; tooMany--) {
                oldest.next();
                oldest.remove();
            }
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        if (command instanceof ContextInvalidation c) {
            invalidateContexts(c);
        } else if (command instanceof IotlbInvalidation i) {
            invalidateIotlb(i);
        }
    }

    private int supported(DomainId domain) {
        return domain.value() & ((1 << caps.domainIdBits()) - 1);
    }

    private void invalidateContexts(ContextInvalidation c) {
        if (c.granularity() == Granularity.GLOBAL) {
            contexts.clear();
            return;
        }
        int did = supported(c.domain());
        int[] masks = {0xffff, 0xfffb, 0xfff9, 0xfff8};
        int mask = masks[c.functionMask()];
        contexts.entrySet().removeIf(e -> {
            int tag = e.getValue() instanceof TranslationContext t ? t.domain().value() : 0;
            boolean source = (e.getKey().value() & mask) == (c.source().value() & mask);
            return tag == did && (c.granularity() == Granularity.DOMAIN || source);
        });
    }

    private void invalidateIotlb(IotlbInvalidation i) {
        if (i.granularity() == Granularity.GLOBAL) {
            iotlb.values().forEach(Map::clear);
            prefixes.values().forEach(Map::clear);
            return;
        }
        int did = supported(i.domain());
        boolean page = i.granularity() == Granularity.PAGE;
        for (int shift : SHIFTS) {
            iotlb.get(shift).entrySet().removeIf(e -> e.getValue().domain().value() == did
                    && (!page || overlaps(i, pageOf(e.getKey(), shift), shift)));
            if (!page || !i.leafOnly()) {
                prefixes.get(shift).keySet().removeIf(
                        k -> k.get(0) == did && (!page || overlaps(i, k.get(1) << shift, shift)));
            }
        }
    }

    /** Both are aligned: they overlap if they are equal after dropping the bits of the larger one. */
    private boolean overlaps(IotlbInvalidation i, long page, int shift) {
        int bits = Math.max(shift, 12 + i.addressMask());
        long wanted = i.address().value() & ((1L << caps.guestAddressWidth()) - 1);
        return bits >= 64 || page >>> bits == wanted >>> bits;
    }
}
