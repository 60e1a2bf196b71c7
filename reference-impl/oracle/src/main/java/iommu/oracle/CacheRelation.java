package iommu.oracle;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The law of room 04. A lookup may always miss; it may hit every entry that some fill could have left for it and that
 * no completed invalidation has covered since (§6.2, §6.5.4). Freedoms: several entries with one tag may live side by
 * side, and a large one may be kept in fractions, whole or not at all.
 */
public final class CacheRelation implements Relation {

    /** What an IOTLB fill could have left: the block it was offered for, and the part of it that is still covered. */
    record Piece(SourceId source, Pasid pasid, Block whole, Block part, CachedTranslation entry) {
    }

    record HeldContext(SourceId source, ContextResult entry) {
        /** §6.2.2: an entry that faults is tagged with domain-id 0. */
        DomainId tag() {
            return entry instanceof TranslationContext c ? c.domain() : DomainId.ZERO;
        }
    }

    record HeldPrefix(DomainId domain, Block block, WalkStart entry) {
    }

    private final Capabilities unit;
    private final List<Removal> completed = new ArrayList<>();
    private final Map<Integer, Integer> epochs = new HashMap<>();
    private List<Piece> pieces = new ArrayList<>();
    private final Set<HeldContext> contexts = new LinkedHashSet<>();
    private final Set<HeldPrefix> prefixes = new LinkedHashSet<>();

    public CacheRelation(Capabilities capabilities) {
        unit = capabilities;
    }

    /** @throws IllegalArgumentException if a fill names an epoch slot that was never taken */
    @Override
    public Set<Answer> on(Stimulus step) {
        switch (step) {
            case Stimulus.TakeEpoch e -> epochs.put(e.slot(), completed.size());
            case Stimulus.Invalidate(var command) -> invalidate(new Removal(command, unit));
            case Stimulus.FillTranslation fill -> fill(fill);
            case Stimulus.FillContext fill -> fill(fill);
            case Stimulus.FillPrefix fill -> fill(fill);
            case Stimulus.CachedTranslationOf(var source, var pasid, var address) -> {
                return answers(translations(source, pasid, address).stream().map(p -> cut(p)).toList());
            }
            case Stimulus.CachedContextOf(var source) -> {
                return contextAnswers(contexts(source));
            }
            case Stimulus.CachedPrefixOf(var domain, var address) -> {
                return prefixAnswers(prefixes(domain, address));
            }
            default -> {
                return Set.of();
            }
        }
        return Set.of(new Answer.Done());
    }

    List<Piece> translations(SourceId source, Pasid pasid, Iova address) {
        return pieces.stream().filter(p -> p.source().equals(source) && p.pasid().equals(pasid) && p.part().contains(address)).toList();
    }

    List<HeldContext> contexts(SourceId source) {
        return contexts.stream().filter(c -> c.source().equals(source)).toList();
    }

    List<HeldPrefix> prefixes(DomainId domain, Iova address) {
        return prefixes.stream().filter(p -> p.domain().equals(domain) && p.block().contains(address)).toList();
    }

    static Set<Answer> answers(List<CachedTranslation> hits) {
        Set<Answer> allowed = new LinkedHashSet<>();
        allowed.add(new Answer.Translation(Optional.empty())); // §6.2.4: no entry need be kept
        hits.forEach(h -> allowed.add(new Answer.Translation(Optional.of(h))));
        return allowed;
    }

    static Set<Answer> contextAnswers(List<HeldContext> hits) {
        Set<Answer> allowed = new LinkedHashSet<>();
        allowed.add(new Answer.CachedContext(Optional.empty()));
        hits.forEach(h -> allowed.add(new Answer.CachedContext(Optional.of(h.entry()))));
        return allowed;
    }

    /** Freedom: not the deepest alone, as any of them may have been dropped. */
    static Set<Answer> prefixAnswers(List<HeldPrefix> hits) {
        Set<Answer> allowed = new LinkedHashSet<>();
        allowed.add(new Answer.Prefix(Optional.empty()));
        hits.forEach(h -> allowed.add(new Answer.Prefix(Optional.of(h.entry()))));
        return allowed;
    }

    /** The largest part of the entry that is still covered: what lies outside of it may not be answered for. */
    static CachedTranslation cut(Piece piece) {
        Block part = piece.part();
        if (part.equals(piece.whole())) {
            return piece.entry();
        }
        UnaryOperator<WalkResult> smaller = result -> switch (result) {
            case Mapping m -> new Mapping(part.start(), m.translate(part.start()), 1L << part.bits(), m.rights(), m.snoop(), m.steps());
            case Fault f -> new Fault(f.reason(), f.level(), 1L << part.bits(), f.silent());
        };
        return new CachedTranslation(piece.entry().domain(), piece.entry().silent(), smaller.apply(piece.entry().result()));
    }

    /** Whether the cache may keep what ended so (§6.1). */
    boolean cacheable(Object result) {
        return !(result instanceof Fault) || unit.cachingMode();
    }

    /** Whether no invalidation was completed since this slot's epoch was taken. */
    boolean current(int slot) {
        return since(slot).isEmpty();
    }

    static Block extent(Iova address, WalkResult result) {
        return switch (result) {
            case Mapping m -> Block.ofSize(m.page(), m.size());
            case Fault f -> Block.ofSize(address, Math.max(4096, f.holeSize())); // freedom: where no block is known, the page
        };
    }

    /** A paging-structure entry stands for all that the table it points to translates. */
    static Block extent(Iova address, WalkStart entry) {
        return Block.of(address, 12 + 9 * entry.level());
    }

    private void fill(Stimulus.FillTranslation fill) {
        if (!cacheable(fill.entry().result())) {
            return;
        }
        Block whole = extent(fill.address(), fill.entry().result());
        List<Piece> left = List.of(new Piece(fill.source(), fill.pasid(), whole, whole, fill.entry()));
        for (Removal removal : since(fill.slot())) {
            left = without(left, removal);
        }
        for (Piece piece : left) {
            if (!pieces.contains(piece)) {
                pieces.add(piece);
            }
        }
    }

    private void fill(Stimulus.FillContext fill) {
        HeldContext held = new HeldContext(fill.source(), fill.entry());
        if (cacheable(fill.entry()) && since(fill.slot()).stream().noneMatch(r -> r.coversContext(held.source(), held.tag()))) {
            contexts.add(held);
        }
    }

    private void fill(Stimulus.FillPrefix fill) {
        HeldPrefix held = new HeldPrefix(fill.domain(), extent(fill.address(), fill.entry()), fill.entry());
        if (since(fill.slot()).stream().noneMatch(r -> r.coversPrefix(held.domain(), held.block()))) {
            prefixes.add(held);
        }
    }

    private void invalidate(Removal removal) {
        completed.add(removal);
        pieces = without(pieces, removal);
        contexts.removeIf(c -> removal.coversContext(c.source(), c.tag()));
        prefixes.removeIf(p -> removal.coversPrefix(p.domain(), p.block()));
    }

    private static List<Piece> without(List<Piece> pieces, Removal removal) {
        List<Piece> left = new ArrayList<>();
        for (Piece piece : pieces) {
            Optional<Block> range = removal.translations(piece.entry().domain());
            if (range.isEmpty()) {
                left.add(piece);
            } else {
                for (Block part : piece.part().minus(range.get())) {
                    left.add(new Piece(piece.source(), piece.pasid(), piece.whole(), part, piece.entry()));
                }
            }
        }
        return left;
    }

    /** §6.5.4: what was completed after the fill's epoch was read has overtaken it. */
    private List<Removal> since(int slot) {
        if (slot == Stimulus.NOW) {
            return List.of();
        }
        Integer epoch = epochs.get(slot);
        if (epoch == null) {
            throw new IllegalArgumentException("no epoch was taken into slot " + slot);
        }
        return completed.subList(epoch, completed.size());
    }
}
