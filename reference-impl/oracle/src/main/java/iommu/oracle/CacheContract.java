package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Iova;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.CacheRelation.HeldContext;
import iommu.oracle.CacheRelation.HeldPrefix;
import iommu.oracle.CacheRelation.Piece;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the README of room 04 asks beyond the law of a cache with room for some entries.
 *
 * <p>Each of its three caches by itself: what was filled last, with the epoch of that moment and cacheable, hits until
 * an invalidation covers it by tag; so does everything else as long as no more distinct entries than the capacity were
 * ever offered. A later fill for the same tag replaces the earlier one. An entry that an invalidation covers in part
 * is promised no longer. Of paging-structure entries the deepest promised one, or a deeper one, must be the answer.
 */
public final class CacheContract implements Relation {

    private final CacheRelation law;
    private final Capabilities unit;
    private final Promises<Piece> translations;
    private final Promises<HeldContext> contexts;
    private final Promises<HeldPrefix> prefixes;

    /** @param capacity the entries that each of the three caches has room for; 0 promises nothing */
    public CacheContract(Capabilities capabilities, int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("a cache has room for 0 entries or more, not " + capacity);
        }
        law = new CacheRelation(capabilities);
        unit = capabilities;
        translations = new Promises<>(capacity);
        contexts = new Promises<>(capacity);
        prefixes = new Promises<>(capacity);
    }

    @Override
    public Set<Answer> on(Stimulus step) {
        switch (step) {
            case Stimulus.FillTranslation fill -> offer(fill);
            case Stimulus.FillContext fill -> offer(fill);
            case Stimulus.FillPrefix fill -> offer(fill);
            case Stimulus.Invalidate(var command) -> forget(new Removal(command, unit));
            default -> { }
        }
        Set<Answer> lawful = law.on(step);
        return switch (step) {
            case Stimulus.CachedTranslationOf t -> narrowed(t, lawful);
            case Stimulus.CachedContextOf c -> narrowed(c, lawful);
            case Stimulus.CachedPrefixOf p -> narrowed(p, lawful);
            default -> lawful;
        };
    }

    private void offer(Stimulus.FillTranslation fill) {
        Block block = CacheRelation.extent(fill.address(), fill.entry().result());
        Piece piece = new Piece(fill.source(), fill.pasid(), block, block, fill.entry());
        boolean cacheable = law.cacheable(fill.entry().result());
        translations.offer(piece, List.of(fill.source(), fill.pasid(), block), cacheable, cacheable && law.current(fill.slot()),
                old -> old.source().equals(piece.source()) && old.pasid().equals(piece.pasid()) && old.whole().overlaps(block));
    }

    private void offer(Stimulus.FillContext fill) {
        boolean cacheable = law.cacheable(fill.entry());
        contexts.offer(new HeldContext(fill.source(), fill.entry()), fill.source(), cacheable, cacheable && law.current(fill.slot()),
                old -> old.source().equals(fill.source()));
    }

    private void offer(Stimulus.FillPrefix fill) {
        Block block = CacheRelation.extent(fill.address(), fill.entry());
        prefixes.offer(new HeldPrefix(fill.domain(), block, fill.entry()), List.of(fill.domain(), block), true,
                law.current(fill.slot()), old -> old.domain().equals(fill.domain()) && old.block().equals(block));
    }

    private void forget(Removal removal) {
        translations.forget(p -> removal.translations(p.entry().domain()).map(p.whole()::overlaps).orElse(false));
        contexts.forget(c -> removal.coversContext(c.source(), c.tag()));
        prefixes.forget(p -> removal.coversPrefix(p.domain(), p.block()));
    }

    private Set<Answer> narrowed(Stimulus.CachedTranslationOf asked, Set<Answer> lawful) {
        List<Piece> demanded = translations.demanded(p -> p.source().equals(asked.source()) && p.pasid().equals(asked.pasid())
                && p.whole().contains(asked.address()));
        if (demanded.isEmpty()) {
            return lawful;
        }
        Piece newest = demanded.getLast();
        List<Piece> hits = new ArrayList<>(law.translations(asked.source(), asked.pasid(), asked.address()));
        hits.removeIf(p -> p.whole().equals(newest.whole()) && !p.entry().equals(newest.entry())); // replaced since
        return withoutMiss(CacheRelation.answers(hits.stream().map(CacheRelation::cut).toList()));
    }

    private Set<Answer> narrowed(Stimulus.CachedContextOf asked, Set<Answer> lawful) {
        List<HeldContext> demanded = contexts.demanded(c -> c.source().equals(asked.source()));
        return demanded.isEmpty() ? lawful : withoutMiss(CacheRelation.contextAnswers(demanded));
    }

    private Set<Answer> narrowed(Stimulus.CachedPrefixOf asked, Set<Answer> lawful) {
        Iova address = asked.address();
        List<HeldPrefix> demanded = prefixes.demanded(p -> p.domain().equals(asked.domain()) && p.block().contains(address));
        if (demanded.isEmpty()) {
            return lawful;
        }
        int deepest = demanded.stream().mapToInt(p -> p.block().bits()).min().orElseThrow();
        List<HeldPrefix> hits = new ArrayList<>(law.prefixes(asked.domain(), address));
        hits.removeIf(p -> p.block().bits() > deepest);
        hits.removeIf(p -> p.block().bits() == deepest && !demanded.contains(p)); // replaced since
        return withoutMiss(CacheRelation.prefixAnswers(hits));
    }

    private static Set<Answer> withoutMiss(Set<Answer> answers) {
        Set<Answer> hits = new LinkedHashSet<>(answers);
        hits.removeIf(a -> a instanceof Answer.Translation t && t.entry().isEmpty()
                || a instanceof Answer.CachedContext c && c.entry().isEmpty()
                || a instanceof Answer.Prefix p && p.entry().isEmpty());
        return hits;
    }
}
