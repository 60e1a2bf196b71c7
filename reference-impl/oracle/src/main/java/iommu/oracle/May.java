package iommu.oracle;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * MAY: every cache entry that some legal unit could hold now, with the {@link Timelines} in which it could. Nothing
 * leaves but by an invalidation; that a unit may drop entries needs no saying, as none must be used.
 */
final class May {

    record ContextEntry(SourceId source, ContextReading reading) {
    }

    /** Scalable mode: found by source and PASID, removed by PASID and domain. */
    record PasidEntry(SourceId source, int pasid, PasidReading reading) {
    }

    /**
     * An IOTLB entry, or a part of one: found by source, PASID and address, removed by tag and address (Table 17).
     *
     * @param asked the PASID of the request that made it, or none
     */
    record Translation(SourceId source, Pasid asked, Tag tag, Block block, Content content, boolean silent) {
        Translation part(Block part) {
            return new Translation(source, asked, tag, part, content.from(part.start().value() - block.start().value()), silent);
        }

        /** §6.2.1: a request with PASID may also hit what a request without one has made, if the PASID is the same. */
        boolean answers(Pasid request) {
            return asked.equals(request) || request.present() && !asked.present() && tag.pasid() == request.value();
        }
    }

    /** A paging-structure entry: found and removed by tag and address, whoever made it (Table 17). */
    sealed interface Prefix {
        Tag tag();

        Block block();
    }

    /** It points to a second-stage table. */
    record Pointer(Tag tag, Block block, int level, Gpa table, Rights rights) implements Prefix {
        @Override
        public int hashCode() {
            return (block.hashCode() * 31 + Spread.of(table.value())) * 31 + tag.hashCode();
        }
    }

    /** CM=1, second stage: it ends every walk that meets it. */
    record DeadEnd(Tag tag, Block block, Content content) implements Prefix {
    }

    /** It points to a first-stage table. */
    record Upper(Tag tag, Block block, FirstStage.Below below) implements Prefix {
    }

    private final OpenInvalidations open;
    private final Map<SourceId, Map<ContextEntry, Timelines>> contexts = new LinkedHashMap<>();
    private final Map<SourceId, Map<PasidEntry, Timelines>> pasids = new LinkedHashMap<>();
    private final Map<SourceId, Map<Block, Map<Translation, Timelines>>> translations = new LinkedHashMap<>();
    private final Map<Tag, Map<Block, Map<Prefix, Timelines>>> prefixes = new LinkedHashMap<>();
    private long sizes;

    May(OpenInvalidations open) {
        this.open = open;
    }

    /** @return whether this entry was not yet known in all of these timelines */
    boolean add(ContextEntry entry, Timelines when) {
        return put(contexts.computeIfAbsent(entry.source(), s -> new LinkedHashMap<>()), entry,
                open.spread(when, r -> r.covers(entry)));
    }

    boolean add(PasidEntry entry, Timelines when) {
        return put(pasids.computeIfAbsent(entry.source(), s -> new LinkedHashMap<>()), entry,
                open.spread(when, r -> r.covers(entry)));
    }

    boolean add(Prefix entry, Timelines when) {
        sizes |= 1L << entry.block().bits();
        return put(prefixes.computeIfAbsent(entry.tag(), d -> new LinkedHashMap<>())
                .computeIfAbsent(entry.block(), b -> new LinkedHashMap<>()), entry, open.spread(when, r -> covers(r, entry)));
    }

    boolean add(Translation entry, Timelines when) {
        boolean news = false;
        for (Translation part : parts(List.of(entry), open.removals())) {
            sizes |= 1L << part.block().bits();
            news |= put(translations.computeIfAbsent(part.source(), s -> new LinkedHashMap<>())
                    .computeIfAbsent(part.block(), b -> new LinkedHashMap<>()), part, open.spread(when, r -> covers(r, part)));
        }
        return news;
    }

    Map<ContextEntry, Timelines> contexts(SourceId source) {
        return contexts.getOrDefault(source, Map.of());
    }

    Map<PasidEntry, Timelines> pasids(SourceId source) {
        return pasids.getOrDefault(source, Map.of());
    }

    void translations(SourceId source, Iova address, BiConsumer<Translation, Timelines> found) {
        find(translations.get(source), address, found);
    }

    /** Those of any tag. */
    void prefixes(Iova address, BiConsumer<Prefix, Timelines> found) {
        prefixes.values().forEach(byBlock -> find(byBlock, address, found));
    }

    void prefixes(Tag tag, Iova address, BiConsumer<Prefix, Timelines> found) {
        find(prefixes.get(tag), address, found);
    }

    /** One more invalidation is under way: {@link OpenInvalidations#add} has been called. */
    void opened(Removal latest) {
        contexts.values().forEach(m -> m.replaceAll((e, when) -> open.spread(when, r -> r.covers(e))));
        pasids.values().forEach(m -> m.replaceAll((e, when) -> open.spread(when, r -> r.covers(e))));
        prefixes.values().forEach(byBlock -> byBlock.values().forEach(
                m -> m.replaceAll((e, when) -> open.spread(when, r -> covers(r, e)))));
        Map<Translation, Timelines> divided = new LinkedHashMap<>();
        translations.values().forEach(byBlock -> byBlock.values().forEach(m -> {
            m.entrySet().removeIf(e -> divide(e.getKey(), e.getValue(), latest, divided));
            m.replaceAll((e, when) -> open.spread(when, r -> covers(r, e)));
        }));
        divided.forEach(this::add);
    }

    /** Those members will be completed: call before {@link OpenInvalidations#complete}. */
    void completing(int members) {
        become(when -> open.after(members, when));
    }

    /** Nobody will know of those members whether they were executed: call before {@link OpenInvalidations#complete}. */
    void abandoning(int members) {
        become(when -> open.without(members, when));
    }

    private void become(UnaryOperator<Timelines> later) {
        contexts.values().forEach(m -> become(m, later));
        contexts.values().removeIf(Map::isEmpty);
        pasids.values().forEach(m -> become(m, later));
        pasids.values().removeIf(Map::isEmpty);
        prefixes.values().forEach(byBlock -> becomeBlocks(byBlock, later));
        prefixes.values().removeIf(Map::isEmpty);
        translations.values().forEach(byBlock -> becomeBlocks(byBlock, later));
        translations.values().removeIf(Map::isEmpty);
    }

    /** Takes over everything that another MAY with the same open invalidations holds. */
    void addAll(May other) {
        other.contexts.values().forEach(m -> m.forEach(this::add));
        other.pasids.values().forEach(m -> m.forEach(this::add));
        other.prefixes.values().forEach(byBlock -> byBlock.values().forEach(m -> m.forEach(this::add)));
        other.translations.values().forEach(byBlock -> byBlock.values().forEach(m -> m.forEach(this::add)));
    }

    /** The entries of these kinds go, whatever is open. */
    void forget(Set<Holding> kinds) {
        for (Holding kind : kinds) {
            switch (kind) {
                case CONTEXT -> contexts.clear();
                case PASID -> pasids.clear();
                case TRANSLATION -> translations.clear();
                case PREFIX -> prefixes.clear();
                case LINE, INTERRUPT -> { }
            }
        }
    }

    /** Everything goes, whatever is open. */
    void clear() {
        contexts.clear();
        pasids.clear();
        translations.clear();
        prefixes.clear();
    }

    private static <E> void becomeBlocks(Map<Block, Map<E, Timelines>> byBlock, UnaryOperator<Timelines> later) {
        byBlock.values().forEach(m -> become(m, later));
        byBlock.values().removeIf(Map::isEmpty);
    }

    private static <E> void become(Map<E, Timelines> entries, UnaryOperator<Timelines> later) {
        entries.replaceAll((e, when) -> later.apply(when));
        entries.values().removeIf(Timelines::none);
    }

    private <E> void find(Map<Block, Map<E, Timelines>> byBlock, Iova address, BiConsumer<E, Timelines> found) {
        if (byBlock == null) {
            return;
        }
        for (long left = sizes; left != 0; left &= left - 1) {
            Map<E, Timelines> here = byBlock.get(Block.of(address, Long.numberOfTrailingZeros(left)));
            if (here != null) {
                here.forEach(found);
            }
        }
    }

    private static <E> boolean put(Map<E, Timelines> entries, E entry, Timelines when) {
        Timelines before = entries.get(entry);
        Timelines now = before == null ? when : before.or(when);
        if (now.none() || now.equals(before)) {
            return false;
        }
        entries.put(entry, now);
        return true;
    }

    private static boolean covers(Removal removal, Prefix entry) {
        return removal.coversPrefix(entry.tag(), entry.block());
    }

    /** Of an entry that lies inside the range or outside: {@link #parts} leaves no other. */
    private static boolean covers(Removal removal, Translation entry) {
        return removal.translations(entry.tag()).map(entry.block()::overlaps).orElse(false);
    }

    private boolean divide(Translation entry, Timelines when, Removal by, Map<Translation, Timelines> into) {
        List<Translation> parts = parts(List.of(entry), List.of(by));
        if (parts.size() == 1) {
            return false;
        }
        parts.forEach(p -> into.merge(p, when, Timelines::or));
        return true;
    }

    /** The same entries cut so that each removal covers a part wholly or not at all. */
    private static List<Translation> parts(List<Translation> entries, List<Removal> removals) {
        List<Translation> parts = entries;
        for (Removal removal : removals) {
            Predicate<Translation> cut = e -> removal.translations(e.tag())
                    .filter(range -> range.overlaps(e.block()) && !range.contains(e.block())).isPresent();
            if (parts.stream().anyMatch(cut)) {
                List<Translation> finer = new ArrayList<>();
                for (Translation e : parts) {
                    if (cut.test(e)) {
                        Block range = removal.translations(e.tag()).orElseThrow();
                        finer.add(e.part(range));
                        e.block().minus(range).forEach(b -> finer.add(e.part(b)));
                    } else {
                        finer.add(e);
                    }
                }
                parts = finer;
            }
        }
        return parts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof May that && contexts.equals(that.contexts) && pasids.equals(that.pasids)
                && translations.equals(that.translations) && prefixes.equals(that.prefixes);
    }

    @Override
    public int hashCode() {
        return contexts.hashCode() * 31 + pasids.hashCode() * 13 + translations.hashCode() * 7 + prefixes.hashCode();
    }
}
