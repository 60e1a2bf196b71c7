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
 * Every legal unit at once, over a world of few levels, rights all or none, and two pages below 2 MiB: the set of
 * states that some sequence of choices leads to. It fills or drops what it likes whenever it translates, executes open
 * invalidations when it likes, may read anything that {@link Lines} still holds, and shares nothing with the oracle but
 * the facts.
 */
final class AnyUnit {

    /** What kind of world: in scalable mode a context is a directory, which holds one PASID entry. */
    enum Kind { LEGACY, SECOND_STAGE, FIRST_STAGE }

    /**
     * What can be cached: c(ontext), e(ntry of a PASID), p(refix), t(ranslation); {@code value} 0 says that the entry of
     * {@code level} was absent. Contexts and PASID entries have level 0.
     */
    record Entry(char cache, int source, int domain, int level, long index, long value) {
        int bits() {
            return 12 + 9 * (level - 1);
        }

        boolean answers(long iova) {
            return iova >>> bits() == index;
        }

        /** Of a translation: where this address lies, 0 for nowhere. */
        long leads(long iova) {
            return value == 0 ? 0 : value + (iova & (1L << bits()) - 4096);
        }

        Entry fraction(long page) {
            return new Entry(cache, source, domain, 1, page >>> 12, leads(page));
        }
    }

    /** @param cache one bit for each entry held, by its place in {@link #known} */
    record State(long cache, int executed) {
    }

    /**
     * An invalidation: of c(ontexts), e(ntries), t(ranslations), or translations of a (p)asid; -1 stands for any.
     *
     * @param bits the address bits inside the range around {@code page}: 12, or 21 for a large page
     */
    record Command(char cache, int source, int domain, long page, boolean leafOnly, int bits) {
        Command(char cache, int source, int domain, long page, boolean leafOnly) {
            this(cache, source, domain, page, leafOnly, 12);
        }

        private boolean holds(long iova) {
            return iova >>> bits == page >>> bits;
        }

        private boolean overlaps(Entry e) {
            return e.bits() >= bits ? e.answers(page) : e.index() << e.bits() >>> bits == page >>> bits;
        }

        /** What is left of an entry: itself, a fraction, or null. */
        Entry left(Entry e, Kind kind, List<Long> pages) {
            boolean translations = cache == 't' || cache == 'p';
            boolean reached = translations ? e.cache() == 't' || e.cache() == 'p' : e.cache() == cache;
            boolean tagged = kind != Kind.LEGACY && cache == 'c' || domain < 0 || domain == e.domain();
            if (!reached || !tagged || cache == 'c' && source >= 0 && source != e.source()) {
                return e;
            }
            if (cache == 'p' && kind == Kind.SECOND_STAGE) {
                return e.cache() == 'p' || page >= 0 ? e : null; // Table 24
            }
            if (!translations || page < 0 || cache == 't' && kind == Kind.FIRST_STAGE) { // Table 23
                return null;
            }
            if (e.cache() == 'p') {
                return leafOnly || !overlaps(e) ? e : null;
            }
            if (e.bits() <= bits || !overlaps(e)) {
                return overlaps(e) ? null : e;
            }
            // Two pages: of what is left at most one fraction can be seen.
            return pages.stream().filter(p -> !holds(p)).findFirst().map(e::fraction).orElse(null);
        }

        /** §6.5.2.12: what has to be executed before it goes first. */
        int rank() {
            return cache == 'c' ? 0 : cache == 'e' ? 1 : 2;
        }
    }

    private final Kind kind;
    private final boolean cachingMode;
    private final int slots;
    private final List<Long> pages;
    final Lines memory;
    /** The source's context: domain << 48 | top table, or absent; in scalable mode a directory. */
    final Lines contexts;
    /** Scalable mode: the PASID entry of a directory, like a context of legacy mode. */
    final Map<Long, Long> pasids;
    final List<Command> open;
    /** Every entry that any unit of this exploration ever held. */
    private final Map<Entry, Integer> known;
    private final List<Entry> entries;
    Set<State> states = new HashSet<>();
    boolean translating = true;

    AnyUnit(boolean cachingMode, int slots, List<Long> pages) {
        this(Kind.LEGACY, cachingMode, slots, pages);
    }

    AnyUnit(Kind kind, boolean cachingMode, int slots, List<Long> pages) {
        this.kind = kind;
        this.cachingMode = cachingMode;
        this.slots = slots;
        this.pages = pages;
        memory = new Lines();
        contexts = new Lines();
        pasids = new HashMap<>();
        open = new ArrayList<>();
        known = new HashMap<>();
        entries = new ArrayList<>();
        states.add(new State(0, 0));
    }

    private AnyUnit(AnyUnit from) {
        kind = from.kind;
        cachingMode = from.cachingMode;
        slots = from.slots;
        pages = from.pages;
        memory = from.memory.copy();
        contexts = from.contexts.copy();
        pasids = new HashMap<>(from.pasids);
        open = new ArrayList<>(from.open);
        known = from.known;
        entries = from.entries;
        states = from.states;
        translating = from.translating;
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

    /** The source's context as it is in memory. */
    long attached(int source) {
        return contexts.get(source * 64L);
    }

    /** Each context has a line of its own. */
    void attach(int source, long value) {
        contexts.put(source * 64L, value);
    }

    /** The frames that a request may reach; 0 for a fault of the tables, -1 or -2 for an absent context or PASID entry. */
    Set<Long> dma(int source, long iova) {
        Set<Long> outcomes = new HashSet<>();
        if (translating) {
            close(List.of(source), List.of(iova), outcomes);
        } else {
            outcomes.add(iova);
        }
        return outcomes;
    }

    /** Nothing is held any more; what was under way still is. */
    void empty() {
        Set<State> emptied = new HashSet<>();
        states.forEach(s -> emptied.add(new State(0, s.executed())));
        states = emptied;
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
            int before = 0; // the invalidations that it has to wait for
            for (int j = 0; j < i; j++) {
                before |= open.get(j).rank() < command.rank() ? 1 << j : 0;
            }
            if ((state.executed() >> i & 1) == 0 && (state.executed() & before) == before) {
                long cache = 0;
                for (Entry held : held(state)) {
                    Entry left = command.left(held, kind, pages);
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
        for (Entry e : held(state)) {
            if (e.cache() == 't' && e.source() == source && e.answers(iova)) {
                outcomes.add(e.leads(iova));
            }
        }
        for (long context : bound(state, source, outcomes, fills)) {
            int domain = (int) (context >>> 48);
            walk(source, domain, kind == Kind.FIRST_STAGE ? 4 : 3, context & 0xFFFF_FFFF_FFFFL, iova, outcomes, fills);
            for (Entry e : held(state)) {
                if (e.cache() == 'p' && e.domain() == domain && e.answers(iova)) {
                    if (e.value() == 0) {
                        end(new Entry('t', source, domain, e.level(), e.index(), 0), iova, outcomes, fills);
                    } else {
                        walk(source, domain, e.level() - 1, e.value(), iova, outcomes, fills);
                    }
                }
            }
        }
        return fills;
    }

    /** The domains with their tables that the source may be taken to belong to. */
    private Set<Long> bound(State state, int source, Set<Long> outcomes, Set<Entry> fills) {
        Set<Long> contexts = known(state, 'c', source, this.contexts.values(source * 64L));
        if (kind == Kind.LEGACY) {
            contexts.forEach(c -> found('c', source, (int) (c >>> 48), c, -1L, outcomes, fills));
            contexts.remove(0L);
            return contexts;
        }
        Set<Long> entries = new HashSet<>();
        for (long directory : contexts) {
            found('c', source, -1, directory, -1L, outcomes, fills);
            if (directory != 0) {
                entries.addAll(known(state, 'e', source, Set.of(pasids.getOrDefault(directory, 0L))));
            }
        }
        entries.forEach(e -> found('e', source, (int) (e >>> 48), e, -2L, outcomes, fills));
        entries.remove(0L);
        return entries;
    }

    private Set<Long> known(State state, char cache, int source, Set<Long> inMemory) {
        Set<Long> values = new HashSet<>(inMemory);
        held(state).stream().filter(e -> e.cache() == cache && e.source() == source).forEach(e -> values.add(e.value()));
        return values;
    }

    private void found(char cache, int source, int domain, long value, long absent, Set<Long> outcomes, Set<Entry> fills) {
        if (value != 0 || cachingMode) {
            fills.add(new Entry(cache, source, domain, 0, 0, value));
        }
        if (value == 0) {
            outcomes.add(absent);
        }
    }

    private void walk(int source, int domain, int level, long table, long iova, Set<Long> outcomes, Set<Entry> fills) {
        for (long word : memory.values(table + (iova >>> 12 + 9 * (level - 1) & 511) * 8)) {
            long entry = word & -4096L;
            boolean leaf = level == 1 || (word & 1 << 7) != 0 || entry == 0;
            Entry found = new Entry('t', source, domain, level, iova >>> 12 + 9 * (level - 1), entry);
            if (level > 1 && (entry == 0 ? negatives() : !leaf)) {
                fills.add(new Entry('p', -1, domain, level, found.index(), entry));
            }
            if (leaf) {
                end(found, iova, outcomes, fills);
            } else {
                walk(source, domain, level - 1, entry, iova, outcomes, fills);
            }
        }
    }

    private void end(Entry found, long iova, Set<Long> outcomes, Set<Entry> fills) {
        outcomes.add(found.leads(iova));
        if (found.value() != 0 || negatives()) {
            fills.add(found);
        }
    }

    /** Caching mode is no matter of first-stage tables. */
    private boolean negatives() {
        return cachingMode && kind != Kind.FIRST_STAGE;
    }
}
