package iommu.grade.told;

import iommu.arch.CachedTranslation;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The caches beside a unit: a list of whatever was filled and not removed since. What an invalidation removes was written
 * down. Nothing is dropped for want of room: a case in which that would happen goes without an answer.
 */
final class ToldCache {

    private static final int PAGE_BITS = 12;
    private static final int LEVEL_BITS = 9;
    private static final int HIGHEST = 4;

    /** @param owner who finds it: a source of contexts, a source with PASID of pages, a domain of prefixes */
    private record Kept(CacheEntry entry, Object owner, Answer found) {

        boolean covers(long address) {
            return entry.span() == 0 || address >= entry.start() && address - entry.start() < entry.span();
        }

        boolean overlaps(Kept other) {
            return owner.equals(other.owner) && (covers(other.entry.start()) || other.covers(entry.start()));
        }
    }

    private final RecordedRooms known;
    private final int capacity;
    private final Map<CacheEntry, Integer> numbers;
    private final Map<CacheEntry.Of, List<Kept>> kept = new HashMap<>();
    private long epoch;

    /** @param numbers of the known entries @param capacity entries in each of its caches */
    ToldCache(RecordedRooms known, Map<CacheEntry, Integer> numbers, int capacity) {
        this.known = known;
        this.numbers = numbers;
        this.capacity = capacity;
        for (CacheEntry.Of each : CacheEntry.Of.values()) {
            kept.put(each, new ArrayList<>());
        }
    }

    /** What is said to this call; empty if that was not written down. */
    Optional<Answer> call(Stimulus call) {
        return switch (call) {
            case Stimulus.TakeEpoch c -> Optional.of(new Answer.Value(epoch));
            case Stimulus.CachedContextOf c ->
                Optional.of(found(CacheEntry.Of.CONTEXTS, c.source(), 0).orElse(new Answer.CachedContext(Optional.empty())));
            case Stimulus.CachedTranslationOf c -> Optional.of(found(CacheEntry.Of.PAGES, List.of(c.source(), c.pasid()), c.address().value())
                    .orElse(new Answer.Translation(Optional.empty())));
            case Stimulus.CachedPrefixOf c -> Optional.of(found(CacheEntry.Of.PREFIXES, c.domain(), c.address().value())
                    .orElse(new Answer.Prefix(Optional.empty())));
            case Stimulus.FillContext c -> filled(c.slot(), !(c.entry() instanceof Fault) || known.keepsFault(),
                    new Kept(CacheEntry.context(c.source(), c.entry()), c.source(), new Answer.CachedContext(Optional.of(c.entry()))));
            case Stimulus.FillTranslation c -> filled(c.slot(), !(c.entry().result() instanceof Fault) || known.keepsFault(), page(c));
            case Stimulus.FillPrefix c -> filled(c.slot(), c.entry().level() >= 1 && c.entry().level() <= HIGHEST,
                    new Kept(block(c.domain(), c.address(), c.entry().level()), c.domain(), new Answer.Prefix(Optional.of(c.entry()))));
            case Stimulus.Invalidate c -> removed(c);
            default -> Optional.empty();
        };
    }

    private static CacheEntry block(DomainId domain, Iova address, int level) {
        long span = 1L << PAGE_BITS + LEVEL_BITS * Math.clamp(level, 1, HIGHEST);
        return CacheEntry.prefix(domain, address.alignedTo(span).value(), span);
    }

    private static Kept page(Stimulus.FillTranslation c) {
        CachedTranslation entry = c.entry();
        List<Object> owner = List.of(c.source(), c.pasid());
        return switch (entry.result()) {
            case Mapping mapping -> new Kept(CacheEntry.page(entry.domain(), mapping.page().value(), mapping.size()), owner,
                    new Answer.Translation(Optional.of(new CachedTranslation(entry.domain(), entry.silent(), mapping.withoutSteps()))));
            case Fault fault -> {
                long span = Math.max(fault.holeSize(), 1L << PAGE_BITS);
                yield new Kept(CacheEntry.page(entry.domain(), c.address().alignedTo(span).value(), span), owner, new Answer.Translation(Optional.of(entry)));
            }
        };
    }

    /** The smallest that covers the address. */
    private Optional<Answer> found(CacheEntry.Of of, Object owner, long address) {
        Kept best = null;
        for (Kept each : kept.get(of)) {
            if (each.owner.equals(owner) && each.covers(address) && (best == null || each.entry.span() < best.entry.span())) {
                best = each;
            }
        }
        return Optional.ofNullable(best).map(Kept::found);
    }

    /** Of what size no walk finds a page or a hole, nobody knows whether an address finds it. */
    private static boolean isBlock(long span) {
        int bits = Long.numberOfTrailingZeros(span) - PAGE_BITS;
        return span == 0 || Long.bitCount(span) == 1 && bits % LEVEL_BITS == 0 && bits / LEVEL_BITS <= HIGHEST;
    }

    private Optional<Answer> filled(int slot, boolean isKept, Kept fresh) {
        if (slot == epoch && isKept) {
            if (!isBlock(fresh.entry.span())) {
                return Optional.empty();
            }
            List<Kept> all = kept.get(fresh.entry.of());
            all.removeIf(old -> fresh.entry.of() == CacheEntry.Of.PREFIXES ? old.owner.equals(fresh.owner) && old.entry.equals(fresh.entry)
                    : old.overlaps(fresh));
            all.add(fresh);
            if (all.size() > capacity) {
                return Optional.empty();
            }
        }
        return Optional.of(new Answer.Done());
    }

    private Optional<Answer> removed(Stimulus.Invalidate call) {
        BitSet removes = known.removals().get(call.command());
        if (removes == null || kept.values().stream().anyMatch(all -> all.stream().anyMatch(each -> !numbers.containsKey(each.entry)))) {
            return Optional.empty();
        }
        epoch++;
        kept.values().forEach(all -> all.removeIf(each -> removes.get(numbers.get(each.entry))));
        return Optional.of(new Answer.Done());
    }
}
