package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A small world of legacy mode, told to the law and to {@link AnyUnit} alike, and its letters: two devices, two domains,
 * two pages, tables that can be changed at every level. {@link #explore} goes through every short word.
 */
final class SmallWorld {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x24_0000;
    /** A second page table for T1. */
    private static final long SPARE = 0x28_0000;
    private static final long P = 0x1000;
    private static final long Q = 0x2000;
    private static final long LARGE = 0x40_0083;
    private static final long OTHER_ROOT = 0x13_0000;
    private static final long OTHER_CONTEXTS = 0x13_1000;
    private static final int ON = 1 << 31 | 1 << 26;
    private static final List<SourceId> DEVICES = List.of(Bench.A, Bench.B);

    /** A letter of the alphabet; a request also says whether both sides agreed on it. */
    record Letter(String name, Consumer<SmallWorld> step, int device, long iova, boolean opens) {
        private static Letter of(String name, Consumer<SmallWorld> step) {
            return new Letter(name, step, -1, 0, false);
        }

        private static Letter dma(int device, long iova) {
            return new Letter("dma" + device + (iova == P ? "P" : "Q"), null, device, iova, false);
        }

        private static Letter contexts(String name, AnyUnit.Command command, ContextInvalidation given) {
            return new Letter(name, w -> {
                w.units.open(command);
                w.bench.open(given);
            }, -1, 0, true);
        }

        private static Letter iotlb(String name, AnyUnit.Command command, IotlbInvalidation given) {
            return new Letter(name, w -> {
                w.units.open(command);
                w.bench.open(given);
            }, -1, 0, true);
        }
    }

    static final Letter LEAF = Letter.of("leaf", w -> w.toggle(T1 + 0x2008, 0x8003, 0));
    static final Letter TABLE = Letter.of("table", w -> w.toggle(T1 + 0x1000, T1 + 0x2003, SPARE | 3));
    static final Letter UNLINK = Letter.of("unlink", w -> w.toggle(T1 + 0x1000, T1 + 0x2003, 0));
    /** A page table becomes a page of 2 MiB, or a page table again. */
    static final Letter RESIZE = Letter.of("resize", w -> w.toggle(T1 + 0x1000, T1 + 0x2003, LARGE));
    static final Letter FLUSH_LEAF = Letter.of("flushLeaf", w -> w.flush(T1 + 0x2008));
    static final Letter FLUSH_TABLE = Letter.of("flushTable", w -> w.flush(T1 + 0x1000));
    static final Letter FLUSH_CONTEXT = Letter.of("flushContext", w -> {
        w.units.contexts.flush(0);
        w.law.on(new Stimulus.Flush(new Gpa(Bench.CONTEXTS + 0x180)));
    });
    static final Letter CONTEXT = Letter.of("context", SmallWorld::reattach);
    static final Letter DETACH = Letter.of("detach", w -> {
        boolean absent = w.units.attached(0) == 0;
        w.attach(0, absent ? 1 : 0, absent ? T1 : 0);
    });
    static final Letter TOGETHER = Letter.of("together", w -> {
        w.toggle(T1 + 0x2008, 0x8003, 0);
        w.toggle(T1 + 0x1000, T1 + 0x2003, SPARE | 3);
        reattach(w);
    });
    /** The root pointer is set to the other root table, whose contexts lead elsewhere. */
    static final Letter ROOT = Letter.of("root", w -> w.root(!w.otherRoot));
    /** Translation off, or set up afresh and on. */
    static final Letter ENABLE = Letter.of("enable", SmallWorld::enable);
    static final Letter WAIT = Letter.of("wait", w -> {
        w.units.await();
        w.bench.await();
    });
    static final Letter CC = Letter.contexts("cc", new AnyUnit.Command('c', 0, 1, -1, false),
            ContextInvalidation.device(Bench.did(1), Bench.A, 0));
    static final Letter CC0 = Letter.contexts("cc0", new AnyUnit.Command('c', 0, 0, -1, false),
            ContextInvalidation.device(Bench.did(0), Bench.A, 0));
    static final Letter CC_ALL = Letter.contexts("ccAll", new AnyUnit.Command('c', -1, -1, -1, false), ContextInvalidation.global());
    static final Letter CC_DOMAIN2 = Letter.contexts("ccDomain2", new AnyUnit.Command('c', -1, 2, -1, false),
            ContextInvalidation.domain(Bench.did(2)));
    static final Letter DOMAIN1 = Letter.iotlb("domain1", new AnyUnit.Command('t', -1, 1, -1, false), IotlbInvalidation.domain(Bench.did(1)));
    static final Letter DOMAIN2 = Letter.iotlb("domain2", new AnyUnit.Command('t', -1, 2, -1, false), IotlbInvalidation.domain(Bench.did(2)));
    static final Letter GLOBAL = Letter.iotlb("global", new AnyUnit.Command('t', -1, -1, -1, false), IotlbInvalidation.global());
    static final Letter PAGE = page("page", 12, false);
    static final Letter PAGE_IH = page("pageIH", 12, true);
    static final Letter WIDE_IH = page("wideIH", 21, true);
    static final Letter AP = Letter.dma(0, P);
    static final Letter AQ = Letter.dma(0, Q);
    static final Letter BP = Letter.dma(1, P);

    private static Letter page(String name, int bits, boolean leafOnly) {
        return Letter.iotlb(name, new AnyUnit.Command('t', -1, 1, P, leafOnly, bits),
                IotlbInvalidation.page(Bench.did(1), new Iova(P), bits - 12, leafOnly));
    }

    private final Capabilities unit;
    private final boolean prefetch;
    private final AnyUnit units;
    private final MachineRelation law;
    private final Bench bench;
    private final String path;
    private boolean otherRoot;

    private SmallWorld(SmallWorld from, MachineRelation law, String step) {
        unit = from.unit;
        prefetch = from.prefetch;
        units = from.units.copy();
        this.law = law;
        bench = from.bench.speakingTo(law);
        path = from.path + " " + step;
        otherRoot = from.otherRoot;
    }

    /**
     * @param unit what {@link AnyUnit} is like, whatever the law believes
     * @param slots how many cache entries each unit can hold
     */
    SmallWorld(MachineRelation law, Capabilities unit, int slots, boolean prefetch) {
        this.law = law;
        this.unit = unit;
        this.prefetch = prefetch;
        units = new AnyUnit(unit.cachingMode(), slots, List.of(P, Q));
        bench = new Bench(law);
        path = "";
        for (long top : new long[] {T1, T2}) {
            store(top, top + 0x1000 | 3);
            store(top + 0x1000, top + 0x2000 | 3);
        }
        store(T1 + 0x2008, 0x8003);
        store(T1 + 0x2010, 0x9003);
        store(T2 + 0x2008, 0xA003);
        store(SPARE + 8, 0xB003);
        attach(0, 1, T1);
        attach(1, 1, T1);
        bench.store128(OTHER_ROOT, OTHER_CONTEXTS | 1, 0).store128(OTHER_CONTEXTS + 0x180, T2 | 1, 1 | 2 << 8);
        bench.store128(Bench.ROOT, Bench.CONTEXTS | 1, 0);
        if (!unit.coherent()) {
            for (long line : new long[] {T1, T1 + 0x1000, T1 + 0x2000, T2, T2 + 0x1000, T2 + 0x2000, SPARE, Bench.ROOT, Bench.CONTEXTS + 0x180,
                Bench.CONTEXTS + 0x200, OTHER_ROOT, OTHER_CONTEXTS + 0x180}) {
                law.on(new Stimulus.Flush(new Gpa(line)));
            }
            units.memory.remember();
            units.contexts.remember();
        }
        if (prefetch) {
            for (SourceId device : DEVICES) {
                bench.read(device, P); // translation is off: only makes the oracle know of them
                bench.read(device, Q);
            }
        }
        bench.register64(Registers.IQA, Bench.QUEUE).register32(Registers.GCMD, 1 << 26).register64(Registers.RTADDR, Bench.ROOT)
                .register32(Registers.GCMD, 1 << 26 | 1 << 30).register32(Registers.GCMD, ON);
    }

    private void store(long at, long value) {
        units.memory.put(at, value);
        bench.store(at, value);
    }

    private void flush(long at) {
        units.memory.flush(at);
        law.on(new Stimulus.Flush(new Gpa(at)));
    }

    private void toggle(long at, long one, long other) {
        store(at, units.memory.get(at) == one ? other : one);
    }

    private void attach(int device, int domain, long table) {
        units.attach(device, domain == 0 ? 0 : (long) domain << 48 | table);
        bench.context(DEVICES.get(device), domain == 0 ? 0 : table | 1, 1 | (long) domain << 8);
    }

    private static void reattach(SmallWorld w) {
        boolean first = w.units.attached(0) >>> 48 == 1;
        w.attach(0, first ? 2 : 1, first ? T2 : T1);
    }

    /** Device 0 is of domain 2 under the other root, and device 1 of none. */
    private void root(boolean other) {
        otherRoot = other;
        units.attach(0, other ? 2L << 48 | T2 : 1L << 48 | T1);
        units.attach(1, other ? 0 : 1L << 48 | T1);
        bench.register64(Registers.RTADDR, other ? OTHER_ROOT : Bench.ROOT);
        bench.register32(Registers.GCMD, (units.translating ? ON : 1 << 26) | 1 << 30);
        if (unit.platform().rootPointerInvalidates()) {
            units.empty();
        }
    }

    private void enable() {
        if (units.translating) {
            bench.register32(Registers.GCMD, 1 << 26);
            if (unit.scalable().offered()) {
                units.empty();
            }
        } else {
            bench.register32(Registers.GCMD, 1 << 26 | 1 << 30).register32(Registers.GCMD, ON);
            if (unit.platform().rootPointerInvalidates()) {
                units.empty();
            }
        }
        units.translating = !units.translating;
    }

    private Object state() {
        return List.of(units.memory, units.contexts, units.states, units.open, units.translating, otherRoot, law.may());
    }

    /** @return how many states there are; the first disagreement goes to {@code differs} and ends it */
    int explore(int depth, BiConsumer<String, String> differs, Letter... alphabet) {
        Set<Object> seen = new HashSet<>();
        Deque<SmallWorld> level = new ArrayDeque<>(List.of(this));
        for (int d = 0; d < depth; d++) {
            Deque<SmallWorld> next = new ArrayDeque<>();
            for (SmallWorld world : level) {
                for (Letter letter : alphabet) {
                    if (world.units.open.size() == 2 && letter.opens()) {
                        continue;
                    }
                    SmallWorld to = new SmallWorld(world, world.law.copy(), letter.name());
                    String difference = to.go(letter);
                    if (!difference.isEmpty()) {
                        differs.accept(to.path, difference);
                        return seen.size();
                    }
                    if (seen.add(to.state())) {
                        next.add(to);
                    }
                }
            }
            level = next;
        }
        return seen.size();
    }

    /** @return how the two disagree */
    private String go(Letter letter) {
        if (prefetch && units.translating) {
            units.prefetch(List.of(0, 1));
        }
        if (letter.device() < 0) {
            letter.step().accept(this);
            return "";
        }
        Set<DmaOutcome> allowed = bench.read(DEVICES.get(letter.device()), letter.iova());
        Set<DmaOutcome> possible = new LinkedHashSet<>();
        units.dma(letter.device(), letter.iova()).forEach(frame -> possible.add(outcome(frame)));
        return allowed.equals(possible) ? "" : "law " + allowed + " units " + possible;
    }

    private static DmaOutcome outcome(long frame) {
        return frame == -1 ? Bench.blocked(FaultReason.CONTEXT_NOT_PRESENT)
                : frame == 0 ? Bench.blocked(FaultReason.READ_DENIED) : new DmaOutcome.Translated(new Gpa(frame));
    }
}
