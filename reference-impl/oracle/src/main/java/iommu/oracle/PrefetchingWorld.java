package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A world in which the unit may fill its caches at any time, for the given sources and pages.
 *
 * <p>What can be cached now need not be worked out until it could be lost: before a word changes that a page's walks
 * look at, and before an invalidation takes away what memory no longer says. After each change of such a word it is
 * worked out again.
 */
final class PrefetchingWorld extends World {

    /** A page, whether it is to be worked out again, the words its walks look at, and what only MAY still knows. */
    private static final class Watch {
        private boolean due = true;
        private final Set<Long> words = new HashSet<>();
        private final Set<May.Prefix> outdated = new LinkedHashSet<>();
    }

    private final Set<SourceId> sources;
    private final Map<Iova, Watch> pages = new LinkedHashMap<>();
    private final Map<Long, Set<Iova>> watchers = new HashMap<>();
    private Iova settling;

    /** @param pages page addresses */
    PrefetchingWorld(Capabilities unit, Set<SourceId> sources, Set<Iova> pages) {
        super(unit);
        this.sources = new LinkedHashSet<>(sources);
        pages.forEach(p -> this.pages.put(p, new Watch()));
    }

    @Override
    PrefetchingWorld copy() {
        PrefetchingWorld copy = new PrefetchingWorld(unit, sources, Set.of());
        copy.become(this);
        pages.forEach((page, watch) -> copy.watch(page, watch));
        return copy;
    }

    Set<SourceId> sources() {
        return sources;
    }

    Set<Iova> pages() {
        return pages.keySet();
    }

    /** Takes over a page from a world with the same past and the same sources: pages don't depend on each other. */
    void adopt(Iova page, PrefetchingWorld other) {
        may.addAll(other.may);
        watch(page, other.pages.get(page));
    }

    @Override
    void memory(Stimulus step) {
        Set<Iova> touched = switch (step) {
            case Stimulus.Store64 s -> watching(s.at());
            case Stimulus.Store128 s -> {
                Set<Iova> both = watching(s.at());
                both.addAll(watching(s.at().plus(8)));
                yield both;
            }
            case Stimulus.Readable r -> new LinkedHashSet<>(pages.keySet());
            default -> Set.of();
        };
        touched.forEach(this::settle);
        super.memory(step);
        touched.forEach(p -> pages.get(p).due = true);
        touched.forEach(this::settle);
    }

    @Override
    void root(Gpa table) {
        settleAll();
        super.root(table);
        restart();
    }

    @Override
    void translation(boolean on) {
        settleAll();
        super.translation(on);
        restart();
    }

    @Override
    void open(OpenInvalidations.Open invalidation) {
        Removal removal = invalidation.removal();
        boolean outdated = takesOutdatedContexts(removal);
        pages.forEach((page, watch) -> {
            if (outdated || watch.outdated.stream().anyMatch(p -> removal.coversPrefix(p.domain(), p.block()))) {
                settle(page);
            }
        });
        super.open(invalidation);
        pages.forEach((page, watch) -> watch.due = watch.due || affected(page, removal));
    }

    @Override
    Set<DmaOutcome> request(SourceId source, Iova address, Access access) {
        settle(address.alignedTo(4096));
        return super.request(source, address, access);
    }

    @Override
    void read(Gpa at) {
        if (settling != null) {
            for (long word = at.value(); word <= at.value() + 8; word += 8) {
                if (pages.get(settling).words.add(word)) {
                    watchers.computeIfAbsent(word, w -> new LinkedHashSet<>()).add(settling);
                }
            }
        }
    }

    private void watch(Iova page, Watch like) {
        Watch watch = new Watch();
        watch.due = like.due;
        watch.words.addAll(like.words);
        watch.outdated.addAll(like.outdated);
        pages.put(page, watch);
        watch.words.forEach(w -> watchers.computeIfAbsent(w, x -> new LinkedHashSet<>()).add(page));
    }

    private Set<Iova> watching(Gpa at) {
        return new LinkedHashSet<>(watchers.getOrDefault(at.alignedTo(8).value(), Set.of()));
    }

    private void restart() {
        pages.values().forEach(w -> w.due = true);
        settleAll();
    }

    private void settleAll() {
        List.copyOf(pages.keySet()).forEach(this::settle);
    }

    /** Freedom: nothing says when a unit prefetches; taken to be only while translation is enabled. */
    private void settle(Iova page) {
        Watch watch = pages.get(page);
        if (!watch.due || !translating) {
            return;
        }
        settling = page;
        boolean news = true;
        while (news) { // one source's entry may lead another's walk
            news = false;
            for (SourceId source : sources) {
                news |= prefetch(source, page);
            }
        }
        watch.outdated.clear();
        may.prefixes(page, (prefix, when) -> watch.outdated.add(prefix));
        sources.forEach(source -> watch.outdated.removeAll(current(source, page)));
        settling = null;
        watch.due = false;
    }

    private boolean takesOutdatedContexts(Removal removal) {
        for (SourceId source : sources) {
            for (May.ContextEntry entry : may.contexts(source).keySet()) {
                if (removal.coversContext(source, entry.reading().tag()) && !current(entry)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the removal takes anything that this page's walks could put back. */
    private boolean affected(Iova page, Removal removal) {
        boolean[] taken = new boolean[1];
        may.prefixes(page, (p, when) -> taken[0] |= removal.coversPrefix(p.domain(), p.block()));
        for (SourceId source : sources) {
            may.contexts(source).keySet().forEach(entry -> taken[0] |= removal.coversContext(source, entry.reading().tag()));
            may.translations(source, page, (entry, when) ->
                    taken[0] |= removal.translations(entry.domain()).map(r -> r.contains(page)).orElse(false));
        }
        return taken[0];
    }
}
