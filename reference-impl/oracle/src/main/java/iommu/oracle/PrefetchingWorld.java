package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
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

    /** A page, whether it is to be worked out again, and the entries that cover it and that only MAY still knows. */
    private static final class Watch {
        private final Iova page;
        private boolean due = true;
        private final Set<May.Prefix> outdated = new LinkedHashSet<>();

        private Watch(Iova page) {
            this.page = page;
        }
    }

    private final Set<Requester> sources;
    /** By page number. */
    private final Map<Long, Watch> pages = new LinkedHashMap<>();
    /** By address / 8: whose walks look there, or did. */
    private final Map<Long, Set<Watch>> watchers = new HashMap<>();
    private Watch settling;

    /** @param pages page addresses */
    PrefetchingWorld(Capabilities unit, boolean snoops, Set<Requester> sources, Set<Iova> pages) {
        super(unit, snoops);
        this.sources = new LinkedHashSet<>(sources);
        pages.forEach(p -> this.pages.put(number(p), new Watch(p)));
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
        pages.values().forEach(w -> all.add(w.page));
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
            default -> new LinkedHashSet<>(pages.values()); // another page can be read now, or can't
        };
        touched.forEach(this::settle);
        super.memory(step);
        touched.forEach(w -> w.due = true);
        touched.forEach(this::settle);
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
        boolean outdated = nested() || takesLookups(removal, entry -> !mode().current(entry), entry -> !mode().current(entry));
        for (Watch watch : pages.values()) {
            if (outdated || watch.outdated.stream().anyMatch(p -> removal.coversPrefix(p.tag(), p.block()))) {
                settle(watch);
            }
        }
        boolean lookups = nested() || takesLookups(removal, entry -> true, entry -> true);
        super.open(invalidation);
        pages.values().forEach(w -> w.due = w.due || lookups || affected(w.page, removal));
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
            watchers.computeIfAbsent(at.value() >>> 3, w -> new LinkedHashSet<>()).add(settling);
        }
    }

    private static long number(Iova address) {
        return address.value() >>> 12;
    }

    private void watch(PrefetchingWorld like) {
        Map<Watch, Watch> own = new HashMap<>();
        like.pages.forEach((number, watch) -> {
            Watch copy = new Watch(watch.page);
            copy.due = watch.due;
            copy.outdated.addAll(watch.outdated);
            pages.put(number, copy);
            own.put(watch, copy);
        });
        like.watchers.forEach((word, those) -> those.forEach(
                w -> watchers.computeIfAbsent(word, x -> new LinkedHashSet<>()).add(own.get(w))));
    }

    private Set<Watch> watching(Gpa at) {
        return new LinkedHashSet<>(watchers.getOrDefault(at.value() >>> 3, Set.of()));
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
        pages.values().forEach(w -> w.due = true);
        settleAll();
    }

    @Override
    void settleAll() {
        List.copyOf(pages.values()).forEach(this::settle);
    }

    /** Freedom: nothing says when a unit prefetches; taken to be only while translation is enabled. */
    private void settle(Watch watch) {
        if (!watch.due || !translating) {
            return;
        }
        settling = watch;
        boolean news = true;
        while (news) { // one source's entry may lead another's walk
            news = false;
            for (Requester source : sources) {
                news |= prefetch(source, watch.page);
            }
        }
        settling = null;
        watch.due = false;
        watch.outdated.clear();
        may.prefixes(watch.page, (prefix, when) -> watch.outdated.add(prefix));
        watch.outdated.removeAll(mode().current(sources, watch.page));
    }

    private boolean takesLookups(Removal removal, Predicate<May.ContextEntry> contexts, Predicate<May.PasidEntry> entries) {
        return sources.stream().map(Requester::source).distinct().anyMatch(
                s -> may.contexts(s).keySet().stream().anyMatch(e -> removal.covers(e) && contexts.test(e))
                        || may.pasids(s).keySet().stream().anyMatch(e -> removal.covers(e) && entries.test(e)));
    }

    /** Whether the removal may take translations or prefixes that this page's walks could put back. */
    private boolean affected(Iova page, Removal removal) {
        boolean[] taken = {removal.range().map(r -> r.contains(page)).orElse(false)};
        if (!taken[0]) {
            may.prefixes(page, (p, when) -> taken[0] |= removal.coversPrefix(p.tag(), p.block()));
        }
        return taken[0];
    }
}
