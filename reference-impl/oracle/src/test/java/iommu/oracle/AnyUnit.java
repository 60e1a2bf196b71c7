package iommu.oracle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every legal unit at once, over a world of 3-level tables, rights all or none, and pages below 2 MiB: the set of
 * states that some sequence of choices leads to. It fills or drops what it likes whenever it translates, executes open
 * invalidations when it likes, and shares nothing with the oracle but the facts.
 */
final class AnyUnit {

    /** What can be cached; {@code value} 0 says that the entry of {@code level} was absent. Contexts have level 0. */
    record Entry(char cache, int source, int domain, int level, long index, long value) {
        boolean answers(long iova) {
            return iova >>> 12 + 9 * (level - 1) == index;
        }
    }

    /** @param cache one bit for each entry held, by its place in {@link #known} */
    record State(long cache, int executed) {
    }

    /** An invalidation: of contexts {@code c} or of translations {@code t}; -1 stands for any. */
    record Command(char cache, int source, int domain, long page, boolean leafOnly) {
        /** What is left of an entry: itself, a fraction, or null. */
        Entry left(Entry e, List<Long> pages) {
            boolean tagged = (e.cache() == 'c') == (cache == 'c') && (domain < 0 || domain == e.domain());
            if (!tagged || cache == 'c' && source >= 0 && source != e.source()) {
                return e;
            }
            if (cache == 'c' || page < 0) {
                return null;
            }
            if (e.cache() == 'p') {
                return leafOnly || !e.answers(page) ? e : null;
            }
            if (e.level() == 1 || !e.answers(page)) {
                return e.answers(page) ? null : e;
            }
            long other = pages.stream().filter(p -> p != page).findFirst().orElseThrow(); // two pages: one fraction is left
            return new Entry('t', e.source(), e.domain(), 1, other >>> 12, e.value());
        }
    }

    private final boolean cachingMode;
    private final int slots;
    private final List<Long> pages;
    final Map<Long, Long> memory;
    /** The source's context: domain << 48 | top table, or absent. */
    final Map<Integer, Long> contexts;
    final List<Command> open;
    /** Every entry that any unit of this exploration ever held. */
    private final Map<Entry, Integer> known;
    private final List<Entry> entries;
    Set<State> states = new HashSet<>();

    AnyUnit(boolean cachingMode, int slots, List<Long> pages) {
        this.cachingMode = cachingMode;
        this.slots = slots;
        this.pages = pages;
        memory = new HashMap<>();
        contexts = new HashMap<>();
        open = new ArrayList<>();
        known = new HashMap<>();
        entries = new ArrayList<>();
        states.add(new State(0, 0));
    }

    private AnyUnit(AnyUnit from) {
        cachingMode = from.cachingMode;
        slots = from.slots;
        pages = from.pages;
        memory = new HashMap<>(from.memory);
        contexts = new HashMap<>(from.contexts);
        open = new ArrayList<>(from.open);
        known = from.known;
        entries = from.entries;
        states = from.states;
    }

    AnyUnit copy() {
        return new AnyUnit(this);
    }

    private long bit(Entry entry) {
        return 1L << known.computeIfAbsent(entry, e -> {
            if (entries.size() == Long.SIZE) {
                throw new IllegalStateException("this world has too many cache entries to explore");
            }
            entries.add(e);
            return entries.size() - 1;
        });
    }

    private List<Entry> held(State state) {
        List<Entry> held = new ArrayList<>();
        for (long left = state.cache(); left != 0; left &= left - 1) {
            held.add(entries.get(Long.numberOfTrailingZeros(left)));
        }
        return held;
    }

    /** The frames that a request may reach; 0 for a fault of the tables, -1 for an absent context. */
    Set<Long> dma(int source, long iova) {
        Set<Long> outcomes = new HashSet<>();
        close(List.of(source), List.of(iova), outcomes);
        return outcomes;
    }

    void prefetch(List<Integer> sources) {
        close(sources, pages, new HashSet<>());
    }

    void open(Command command) {
        open.add(command);
        close(List.of(), List.of(), new HashSet<>());
    }

    /** Only those units go on that have executed everything. */
    void await() {
        Set<State> done = new HashSet<>();
        states.stream().filter(s -> s.executed() == (1 << open.size()) - 1).forEach(s -> done.add(new State(s.cache(), 0)));
        states = done;
        open.clear();
    }

    private void close(List<Integer> sources, List<Long> iovas, Set<Long> outcomes) {
        Set<State> seen = new HashSet<>(states);
        Deque<State> left = new ArrayDeque<>(states);
        while (!left.isEmpty()) {
            State state = left.pop();
            List<State> next = new ArrayList<>();
            for (int source : sources) {
                for (long iova : iovas) {
                    translate(state, source, iova, outcomes).forEach(e -> keep(state, e, next));
                }
            }
            execute(state, next);
            next.stream().filter(seen::add).forEach(left::push);
        }
        states = seen;
    }

    private void execute(State state, List<State> next) {
        for (int i = 0; i < open.size(); i++) {
            Command command = open.get(i);
            int before = 0; // the context invalidations that an invalidation of translations has to wait for
            for (int j = 0; j < i; j++) {
                before |= command.cache() == 't' && open.get(j).cache() == 'c' ? 1 << j : 0;
            }
            if ((state.executed() >> i & 1) == 0 && (state.executed() & before) == before) {
                long cache = 0;
                for (Entry held : held(state)) {
                    Entry left = command.left(held, pages);
                    cache |= left == null ? 0 : bit(left);
                }
                next.add(new State(cache, state.executed() | 1 << i));
            }
        }
    }

    /** One more entry, at the price of any other if the unit is full. */
    private void keep(State state, Entry entry, List<State> next) {
        long bit = bit(entry);
        if ((state.cache() & bit) != 0) {
            return;
        }
        if (Long.bitCount(state.cache()) < slots) {
            next.add(new State(state.cache() | bit, state.executed()));
            return;
        }
        for (long left = state.cache(); left != 0; left &= left - 1) {
            next.add(new State(state.cache() & ~Long.lowestOneBit(left) | bit, state.executed()));
        }
    }

    /** What can be filled by translating once, whichever way; and how that may end. */
    private Set<Entry> translate(State state, int source, long iova, Set<Long> outcomes) {
        Set<Entry> fills = new HashSet<>();
        Set<Long> bound = new HashSet<>();
        bound.add(contexts.getOrDefault(source, 0L));
        for (Entry e : held(state)) {
            if (e.cache() == 't' && e.source() == source && e.answers(iova)) {
                outcomes.add(e.value());
            } else if (e.cache() == 'c' && e.source() == source) {
                bound.add(e.value());
            }
        }
        for (long context : bound) {
            int domain = (int) (context >>> 48);
            if (context != 0 || cachingMode) {
                fills.add(new Entry('c', source, domain, 0, 0, context));
            }
            if (context == 0) {
                outcomes.add(-1L);
                continue;
            }
            walk(source, domain, 3, context & 0xFFFF_FFFF_FFFFL, iova, outcomes, fills);
            for (Entry e : held(state)) {
                if (e.cache() == 'p' && e.domain() == domain && e.answers(iova)) {
                    if (e.value() == 0) {
                        end(source, domain, e.level(), 0, iova, outcomes, fills);
                    } else {
                        walk(source, domain, e.level() - 1, e.value(), iova, outcomes, fills);
                    }
                }
            }
        }
        return fills;
    }

    private void walk(int source, int domain, int level, long table, long iova, Set<Long> outcomes, Set<Entry> fills) {
        long entry = memory.getOrDefault(table + (iova >>> 12 + 9 * (level - 1) & 511) * 8, 0L) & -4096L;
        if (level > 1 && (entry != 0 || cachingMode)) {
            fills.add(new Entry('p', -1, domain, level, iova >>> 12 + 9 * (level - 1), entry));
        }
        if (level == 1 || entry == 0) {
            end(source, domain, level, entry, iova, outcomes, fills);
        } else {
            walk(source, domain, level - 1, entry, iova, outcomes, fills);
        }
    }

    private void end(int source, int domain, int level, long frame, long iova, Set<Long> outcomes, Set<Entry> fills) {
        outcomes.add(frame);
        if (frame != 0 || cachingMode) {
            fills.add(new Entry('t', source, domain, level, iova >>> 12 + 9 * (level - 1), frame));
        }
    }
}
