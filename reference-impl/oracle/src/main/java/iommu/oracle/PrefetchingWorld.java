package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A world in which the unit may fill its caches at any time, for the given sources and pages.
 *
 * <p>What can be cached now need not be worked out until it could be lost: before a word changes that a page's walks
 * look at, and before an invalidation takes away what memory no longer says. After each change of such a word it is
 * worked out again.
 */
final class PrefetchingWorld extends World {

    /**
     * One requester's walks to one page, and whether they are to be worked out again. What one finds depends on the words
     * that it looks at, on its source's lookups, and on the prefixes that cover the page.
     */
    private static final class Watch {
        private final Page page;
        private final Requester who;
        private boolean due = true;
        /** The prefixes that memory alone lets it make. */
        private Set<May.Prefix> current = Set.of();
        /** The tags under which it looks for entries, and makes them. */
        private final Set<Tag> tags = new LinkedHashSet<>();

        private Watch(Page page, Requester who) {
            this.page = page;
            this.who = who;
        }

        /** Whether entries that it could put back lie in the block for their tag. */
        private boolean within(Map<Tag, Block> reach) {
            for (Tag tag : tags) {
                Block block = reach.get(tag);
                if (block != null && block.contains(page.start)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A page, its watches, and the prefixes that cover it and that only MAY still knows. */
    private static final class Page {
        private final Iova start;
        private final List<Watch> watches = new ArrayList<>();
        private final Set<May.Prefix> outdated = new LinkedHashSet<>();

        private Page(Iova start, Set<Requester> sources) {
            this.start = start;
            sources.forEach(who -> watches.add(new Watch(this, who)));
        }

        private boolean due() {
            for (Watch watch : watches) {
                if (watch.due) {
                    return true;
                }
            }
            return false;
        }

        /** Whether the removal takes a prefix that memory would not give back. */
        private boolean loses(Removal removal) {
            for (May.Prefix prefix : outdated) {
                if (removal.coversPrefix(prefix.tag(), prefix.block())) {
                    return true;
                }
            }
            return false;
        }

        private void restart() {
            watches.forEach(w -> w.due = true);
        }
    }

    private final Set<Requester> sources;
    /** By page number. */
    private final Map<Long, Page> pages = new LinkedHashMap<>();
    /** By {@link Spread#word}: whose walks look there, or did. */
    private final Map<Long, Set<Watch>> watchers = new HashMap<>();
    private Watch settling;
    /** Every tag that was ever used. */
    private final Set<Tag> tags = new LinkedHashSet<>();
    /** The tags of prefixes that were new to MAY since this was looked at last. */
    private final Set<Tag> news = new LinkedHashSet<>();

    /** @param pages page addresses */
    PrefetchingWorld(Capabilities unit, boolean snoops, Set<Requester> sources, Set<Iova> pages) {
        super(unit, snoops);
        this.sources = new LinkedHashSet<>(sources);
        pages.forEach(p -> this.pages.put(number(p), new Page(p, sources)));
    }

    @Override
    PrefetchingWorld copy() {
        PrefetchingWorld copy = new PrefetchingWorld(unit, snoops, sources, Set.of());
        copy.become(this);
        copy.watch(this);
        return copy;
    }

    Set<Requester> sources() {
        return sources;
    }

    Set<Iova> pages() {
        Set<Iova> all = new LinkedHashSet<>();
        pages.values().forEach(p -> all.add(p.start));
        return all;
    }

    boolean knows(Iova page) {
        return pages.containsKey(number(page));
    }

    /** Takes over the pages of a world with the same past and the same sources: pages don't depend on each other. */
    void adopt(PrefetchingWorld other) {
        may.addAll(other.may);
        flags.addAll(other.flags);
        crowd(other);
        watch(other);
    }

    @Override
    void memory(Stimulus step) {
        Set<Watch> touched = switch (step) {
            case Stimulus.Store64 s -> watching(s.at());
            case Stimulus.Flush(Gpa line) -> watchingLine(line);
            case Stimulus.Store128 s -> {
                Set<Watch> both = watching(s.at());
                both.addAll(watching(s.at().plus(8)));
                yield both;
            }
            default -> { // another page can be read now, or can't
                Set<Watch> all = new LinkedHashSet<>();
                pages.values().forEach(p -> all.addAll(p.watches));
                yield all;
            }
        };
        touched.forEach(w -> settle(w.page));
        super.memory(step);
        touched.forEach(w -> w.due = true);
        touched.forEach(w -> settle(w.page));
    }

    @Override
    void root(Root set) {
        settleAll();
        super.root(set);
        restart();
    }

    @Override
    void translation(boolean on) {
        settleAll();
        super.translation(on);
        restart();
    }

    @Override
    void forget(Set<Holding> kinds) {
        settleAll();
        super.forget(kinds);
        restart();
    }

    @Override
    void open(OpenInvalidations.Open invalidation) {
        Removal removal = invalidation.removal();
        Set<SourceId> losing = new HashSet<>(); // whose cached lookups it may take
        boolean outdated = nested();
        for (Requester who : sources) {
            outdated |= takesLookups(who.source(), removal, entry -> !mode().current(entry), entry -> !mode().current(entry));
            if (nested() || takesLookups(who.source(), removal, entry -> true, entry -> true)) {
                losing.add(who.source());
            }
        }
        for (Page page : pages.values()) {
            if (page.due() && (outdated || page.loses(removal))) {
                settle(page);
            }
        }
        Map<Tag, Block> reach = reach(removal);
        super.open(invalidation);
        for (Page page : pages.values()) {
            for (Watch watch : page.watches) {
                watch.due = watch.due || losing.contains(watch.who.source()) || watch.within(reach);
            }
        }
    }

    /** Of two commands by register none waits for the other: what this one takes may have led to more until now. */
    @Override
    void complete(OpenInvalidations.Port port, int before) {
        if (port == OpenInvalidations.Port.CONTEXT_REGISTER) {
            settleAll();
        }
        super.complete(port, before);
    }

    @Override
    Set<DmaOutcome> request(DmaRequest request) {
        settle(pages.get(number(request.address())));
        return super.request(request);
    }

    @Override
    void read(Gpa at) {
        if (settling != null) {
            watchers.computeIfAbsent(Spread.word(at.value()), w -> new LinkedHashSet<>()).add(settling);
        }
    }

    private static long number(Iova address) {
        return address.value() >>> 12;
    }

    private void watch(PrefetchingWorld like) {
        tags.addAll(like.tags);
        Map<Watch, Watch> own = new HashMap<>();
        like.pages.forEach((number, page) -> {
            Page copy = new Page(page.start, Set.of());
            copy.outdated.addAll(page.outdated);
            for (Watch watch : page.watches) {
                Watch same = new Watch(copy, watch.who);
                same.due = watch.due;
                same.current = watch.current;
                same.tags.addAll(watch.tags);
                copy.watches.add(same);
                own.put(watch, same);
            }
            pages.put(number, copy);
        });
        like.watchers.forEach((word, those) -> those.forEach(
                w -> watchers.computeIfAbsent(word, x -> new LinkedHashSet<>()).add(own.get(w))));
    }

    private Set<Watch> watching(Gpa at) {
        return new LinkedHashSet<>(watchers.getOrDefault(Spread.word(at.value()), Set.of()));
    }

    /** Of walks that don't snoop: a flush changes what they may see. */
    private Set<Watch> watchingLine(Gpa line) {
        Set<Watch> all = new LinkedHashSet<>();
        for (int word = 0; word < 8; word++) {
            all.addAll(watching(line.alignedTo(64).plus(8L * word)));
        }
        return all;
    }

    private void restart() {
        pages.values().forEach(Page::restart);
        settleAll();
    }

    @Override
    void settleAll() {
        List.copyOf(pages.values()).forEach(this::settle);
    }

    /** Freedom: nothing says when a unit prefetches; taken to be only while translation is enabled. */
    private void settle(Page page) {
        if (!translating || !page.due()) {
            return;
        }
        for (Watch watch : page.watches) {
            if (watch.due) {
                settle(watch);
                watch.current = mode().current(Set.of(watch.who), page.start);
            }
        }
        while (!news.isEmpty()) { // one source's entry may lead another's walk
            Set<Tag> met = Set.copyOf(news);
            news.clear();
            for (Watch watch : page.watches) {
                if (watch.tags.stream().anyMatch(met::contains)) {
                    settle(watch);
                }
            }
        }
        page.outdated.clear();
        may.prefixes(page.start, (prefix, when) -> page.outdated.add(prefix));
        page.watches.forEach(w -> page.outdated.removeAll(w.current));
    }

    private void settle(Watch watch) {
        settling = watch;
        prefetch(watch.who, watch.page.start);
        settling = null;
        watch.due = false;
    }

    @Override
    void used(Tag tag) {
        if (settling != null) {
            settling.tags.add(tag);
            tags.add(tag);
        }
    }

    @Override
    boolean keep(Descent descent, May into) {
        boolean any = false;
        for (May.Prefix prefix : descent.fills()) {
            if (into.add(prefix, descent.when())) {
                any = true;
                news.add(prefix.tag());
            }
        }
        return any;
    }

    private boolean takesLookups(SourceId source, Removal removal, Predicate<May.ContextEntry> contexts,
            Predicate<May.PasidEntry> entries) {
        return may.contexts(source).keySet().stream().anyMatch(e -> removal.covers(e) && contexts.test(e))
                || may.pasids(source).keySet().stream().anyMatch(e -> removal.covers(e) && entries.test(e));
    }

    /** For each tag the addresses at which translations, or prefixes on the way to them, may be taken. */
    private Map<Tag, Block> reach(Removal removal) {
        Map<Tag, Block> reach = new HashMap<>();
        for (Tag tag : tags) {
            removal.translations(tag).ifPresent(range -> {
                reach.put(tag, range);
                // A prefix that leads into the range and outside of it goes whole: the largest there is.
                may.prefixes(tag, range.start(), (prefix, when) -> {
                    if (removal.coversPrefix(tag, prefix.block()) && prefix.block().bits() > reach.get(tag).bits()) {
                        reach.put(tag, prefix.block());
                    }
                });
            });
        }
        return reach;
    }
}
