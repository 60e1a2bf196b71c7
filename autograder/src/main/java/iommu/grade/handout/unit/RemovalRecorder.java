package iommu.grade.handout.unit;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.emulator.cache.TaggedCache;
import iommu.grade.told.CacheEntry;
import java.util.BitSet;
import java.util.List;

/** What an invalidation removes of all that caches may hold in a case: entry by entry it is tried. */
final class RemovalRecorder {

    private static final int PAGE_BITS = 12;
    private static final int LEVEL_BITS = 9;

    /** So many entries are tried at a time. */
    private static final int TOGETHER = 64;

    private final Capabilities capabilities;
    private final List<CacheEntry> entries;

    RemovalRecorder(Capabilities capabilities, List<CacheEntry> entries) {
        this.capabilities = capabilities;
        this.entries = entries;
    }

    /** Whether the caches keep a fault. */
    boolean keepsFault() {
        TaggedCache cache = new TaggedCache(capabilities, 1);
        SourceId source = new SourceId(0);
        ContextResult nothing = Fault.of(FaultReason.CONTEXT_NOT_PRESENT);
        cache.fill(source, nothing, 0);
        return cache.context(source).isPresent();
    }

    BitSet removes(Invalidation command) {
        BitSet removed = new BitSet();
        for (int from = 0; from < entries.size(); ) {
            int to = from + 1;
            while (entries.get(from).of() != CacheEntry.Of.CONTEXTS && to < Math.min(entries.size(), from + TOGETHER)) {
                to++; // several contexts may be of one source
            }
            tried(command, from, to, removed);
            from = to;
        }
        return removed;
    }

    private void tried(Invalidation command, int from, int to, BitSet removed) {
        TaggedCache cache = new TaggedCache(capabilities, TOGETHER);
        for (int i = from; i < to; i++) {
            fill(cache, i);
        }
        cache.invalidate(command);
        for (int i = from; i < to; i++) {
            removed.set(i, !holds(cache, i));
        }
    }

    private void fill(TaggedCache cache, int number) {
        CacheEntry entry = entries.get(number);
        DomainId domain = new DomainId(entry.domain());
        switch (entry.of()) {
            case CONTEXTS -> cache.fill(new SourceId(entry.source()),
                    new TranslationContext(domain, TranslationType.UNTRANSLATED_ONLY, new Gpa(0), 3, false), 0);
            case PAGES -> cache.fill(new SourceId(number), Pasid.NONE, new Iova(entry.start()), new CachedTranslation(domain, false,
                    new Mapping(new Iova(entry.start()), new Gpa(0), entry.span(), Rights.RW, false, List.of())), 0);
            case PREFIXES -> cache.fill(domain, new Iova(entry.start()), new WalkStart(new Gpa(0), level(entry), Rights.RW, 48), 0);
        }
    }

    private static int level(CacheEntry prefix) {
        return (Long.numberOfTrailingZeros(prefix.span()) - PAGE_BITS) / LEVEL_BITS;
    }

    private boolean holds(TaggedCache cache, int number) {
        CacheEntry entry = entries.get(number);
        return switch (entry.of()) {
            case CONTEXTS -> cache.context(new SourceId(entry.source())).isPresent();
            case PAGES -> cache.translation(new SourceId(number), Pasid.NONE, new Iova(entry.start())).isPresent();
            case PREFIXES -> cache.prefix(new DomainId(entry.domain()), new Iova(entry.start())).filter(found -> found.level() == level(entry)).isPresent();
        };
    }
}
