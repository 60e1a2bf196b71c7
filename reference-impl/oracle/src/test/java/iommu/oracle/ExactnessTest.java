package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Every short run over a small alphabet: the oracle's set is what {@link AnyUnit} can do, no more and no less. */
class ExactnessTest {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x24_0000;
    /** A second page table for T1. */
    private static final long SPARE = 0x28_0000;
    private static final long P = 0x1000;
    private static final long Q = 0x2000;
    private static final List<SourceId> DEVICES = List.of(Bench.A, Bench.B);

    /** A run so far, told to both. */
    private static final class Run {
        private final AnyUnit units;
        private final MachineRelation law;
        private final Bench bench;
        private final String path;

        private Run(AnyUnit units, MachineRelation law, Bench bench, String path) {
            this.units = units;
            this.law = law;
            this.bench = bench;
            this.path = path;
        }

        private Run copy(String step) {
            MachineRelation copy = law.copy();
            return new Run(units.copy(), copy, bench.speakingTo(copy), path + " " + step);
        }

        private void store(long at, long value) {
            units.memory.put(at, value);
            bench.store(at, value);
        }

        private void attach(int device, int domain, long table) {
            units.contexts.put(device, domain == 0 ? 0 : (long) domain << 48 | table);
            bench.context(DEVICES.get(device), domain == 0 ? 0 : table | 1, 1 | (long) domain << 8);
        }

        private void toggle(long at, long one, long other) {
            store(at, units.memory.getOrDefault(at, 0L) == one ? other : one);
        }

        private Object state() {
            return List.of(units.memory, units.contexts, units.states, units.open, law.may());
        }
    }

    /** A letter of the alphabet; a request also says whether both sides agreed on it. */
    private record Letter(String name, Consumer<Run> step, int device, long iova) {
        private static Letter of(String name, Consumer<Run> step) {
            return new Letter(name, step, -1, 0);
        }

        private static Letter dma(int device, long iova) {
            return new Letter("dma" + device + (iova == P ? "P" : "Q"), null, device, iova);
        }
    }

    private static final Letter LEAF = Letter.of("leaf", r -> r.toggle(T1 + 0x2008, 0x8003, 0));
    private static final Letter TABLE = Letter.of("table", r -> r.toggle(T1 + 0x1000, T1 + 0x2003, SPARE | 3));
    private static final Letter UNLINK = Letter.of("unlink", r -> r.toggle(T1 + 0x1000, T1 + 0x2003, 0));
    private static final Letter CONTEXT = Letter.of("context", ExactnessTest::reattach);
    private static final Letter DETACH = Letter.of("detach", r -> {
        if (r.units.contexts.get(0) == 0) {
            r.attach(0, 1, T1);
        } else {
            r.attach(0, 0, 0);
        }
    });
    private static final Letter TOGETHER = Letter.of("together", r -> {
        r.toggle(T1 + 0x2008, 0x8003, 0);
        r.toggle(T1 + 0x1000, T1 + 0x2003, SPARE | 3);
        reattach(r);
    });
    private static final Letter WAIT = Letter.of("wait", r -> {
        r.units.await();
        r.bench.await();
    });
    private static final Letter CC = context("cc", 0, 1);
    private static final Letter CC0 = context("cc0", 0, 0);
    private static final Letter DOMAIN1 = Letter.of("domain1", r -> {
        r.units.open(new AnyUnit.Command('t', -1, 1, -1, false));
        r.bench.open(IotlbInvalidation.domain(Bench.did(1)));
    });
    private static final Letter PAGE_IH = page("pageIH", true);
    private static final Letter PAGE = page("page", false);
    private static final Letter AP = Letter.dma(0, P);
    private static final Letter AQ = Letter.dma(0, Q);
    private static final Letter BP = Letter.dma(1, P);

    private static final Set<Letter> OPENING = Set.of(CC, CC0, DOMAIN1, PAGE, PAGE_IH);

    private static void reattach(Run r) {
        boolean first = r.units.contexts.get(0) >>> 48 == 1;
        r.attach(0, first ? 2 : 1, first ? T2 : T1);
    }

    private static Letter context(String name, int device, int domain) {
        return Letter.of(name, r -> {
            r.units.open(new AnyUnit.Command('c', device, domain, -1, false));
            r.bench.open(ContextInvalidation.device(Bench.did(domain), DEVICES.get(device), 0));
        });
    }

    private static Letter page(String name, boolean leafOnly) {
        return Letter.of(name, r -> {
            r.units.open(new AnyUnit.Command('t', -1, 1, P, leafOnly));
            r.bench.open(IotlbInvalidation.page(Bench.did(1), new Iova(P), 0, leafOnly));
        });
    }

    private static Capabilities unit(boolean cachingMode) {
        return Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode);
    }

    private static Run start(MachineRelation law, int slots, boolean prefetch) {
        return start(law, slots, prefetch, law.cachingMode());
    }

    private static Run start(MachineRelation law, int slots, boolean prefetch, boolean cachingMode) {
        AnyUnit units = new AnyUnit(cachingMode, slots, List.of(P, Q));
        Run run = new Run(units, law, new Bench(law), "");
        for (long top : new long[] {T1, T2}) {
            run.store(top, top + 0x1000 | 3);
            run.store(top + 0x1000, top + 0x2000 | 3);
        }
        run.store(T1 + 0x2008, 0x8003);
        run.store(T1 + 0x2010, 0x9003);
        run.store(T2 + 0x2008, 0xA003);
        run.store(SPARE + 8, 0xB003);
        run.attach(0, 1, T1);
        run.attach(1, 1, T1);
        if (prefetch) {
            for (SourceId device : DEVICES) {
                run.bench.read(device, P); // translation is off: only makes the oracle know of them
                run.bench.read(device, Q);
            }
        }
        run.bench.start();
        return run;
    }

    /** @return how many states there are; the first disagreement goes to {@code differs} */
    private static int explore(Run start, boolean prefetch, int depth, BiConsumer<String, String> differs, Letter... alphabet) {
        Set<Object> seen = new HashSet<>();
        Deque<Run> level = new ArrayDeque<>(List.of(start));
        for (int d = 0; d < depth; d++) {
            Deque<Run> next = new ArrayDeque<>();
            for (Run run : level) {
                for (Letter letter : alphabet) {
                    if (run.units.open.size() == 2 && OPENING.contains(letter)) {
                        continue;
                    }
                    Run to = run.copy(letter.name());
                    if (prefetch) {
                        to.units.prefetch(List.of(0, 1));
                    }
                    if (letter.device() >= 0) {
                        Set<DmaOutcome> law = to.bench.read(DEVICES.get(letter.device()), letter.iova());
                        Set<DmaOutcome> units = new LinkedHashSet<>();
                        to.units.dma(letter.device(), letter.iova()).forEach(frame -> units.add(outcome(frame)));
                        if (!law.equals(units)) {
                            differs.accept(to.path, "law " + law + " units " + units);
                            return seen.size();
                        }
                    } else {
                        letter.step().accept(to);
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

    private static DmaOutcome outcome(long frame) {
        return frame == -1 ? Bench.blocked(FaultReason.CONTEXT_NOT_PRESENT)
                : frame == 0 ? Bench.blocked(FaultReason.READ_DENIED) : new DmaOutcome.Translated(new Gpa(frame));
    }

    private static void fail(String path, String difference) {
        throw new AssertionError("after" + path + ": " + difference);
    }

    private static int exact(boolean cachingMode, int slots, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit(cachingMode), Prefetch.REQUESTS_ONLY);
        return explore(start(law, slots, false), false, depth, ExactnessTest::fail, alphabet);
    }

    private static int exactWithPrefetch(boolean cachingMode, int slots, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit(cachingMode), Prefetch.ALLOW);
        return explore(start(law, slots, true), true, depth, ExactnessTest::fail, alphabet);
    }

    @Test
    void editsInAnyOrderWithoutCachingMode() {
        assertThat(exact(false, 2, 6, LEAF, TABLE, CONTEXT, AP, BP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(7081);
    }

    @Test
    void editsInAnyOrderWithCachingMode() {
        assertThat(exact(true, 2, 5, LEAF, UNLINK, CONTEXT, AP, BP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(3203);
    }

    @Test
    void contextTableAndLeafChangeTogether() {
        assertThat(exact(false, 3, 6, TOGETHER, AP, BP, CC, PAGE, WAIT)).isEqualTo(786);
        assertThat(exact(true, 2, 7, TOGETHER, AP, BP, CC, PAGE_IH, WAIT)).isEqualTo(1901);
    }

    @Test
    void absentContextsAndTables() {
        assertThat(exact(true, 2, 7, DETACH, UNLINK, AP, CC0, CC, PAGE, WAIT)).isEqualTo(1742);
        assertThat(exact(false, 2, 7, DETACH, UNLINK, AP, AQ, CC, PAGE, WAIT)).isEqualTo(1550);
    }

    @Test
    void fractionsOfANegativeEntry() {
        assertThat(exact(true, 2, 7, UNLINK, LEAF, AP, AQ, PAGE, DOMAIN1, WAIT)).isEqualTo(3441);
    }

    @Test
    void unitsThatPrefetch() {
        assertThat(exactWithPrefetch(false, 2, 4, LEAF, TABLE, CONTEXT, AP, CC, DOMAIN1, PAGE_IH, WAIT)).isEqualTo(764);
        assertThat(exactWithPrefetch(true, 2, 3, TOGETHER, DETACH, AP, AQ, BP, CC0, CC, DOMAIN1, WAIT)).isEqualTo(142);
    }

    /** A law that is wrong in one place must not survive. */
    private static String firstDifference(Supplier<World> wrong) {
        List<String> found = new ArrayList<>();
        explore(start(new MachineRelation(wrong.get()), 2, false), false, 6, (path, difference) -> found.add(path + ": " + difference),
                LEAF, TABLE, CONTEXT, AP, BP, CC, DOMAIN1, PAGE_IH, WAIT);
        return String.join("", found);
    }

    @Test
    void lawThatForgetsToRemoveContextsIsFoundOut() {
        class Lax extends World {
            Lax() {
                super(unit(false));
            }

            @Override
            void open(OpenInvalidations.Open i) {
                boolean context = i.removal().rank() == Removal.Rank.CONTEXTS;
                super.open(context ? new OpenInvalidations.Open(new Removal(ContextInvalidation.domain(Bench.did(77)), unit), i.port()) : i);
            }

            @Override
            World copy() {
                World copy = new Lax();
                copy.become(this);
                return copy;
            }
        }
        assertThat(firstDifference(Lax::new)).contains("law");
    }

    @Test
    void lawWithoutPagingStructureCachesIsFoundOut() {
        class Strict extends World {
            Strict() {
                super(unit(false));
            }

            @Override
            boolean keep(Descent descent, May into) {
                return false;
            }

            @Override
            World copy() {
                World copy = new Strict();
                copy.become(this);
                return copy;
            }
        }
        assertThat(firstDifference(Strict::new)).contains("law");
    }

    @Test
    void lawThatTakesAnOpenInvalidationForDoneIsFoundOut() {
        class Hasty extends World {
            Hasty() {
                super(unit(false));
            }

            @Override
            void open(OpenInvalidations.Open i) {
                super.open(i);
                complete(i.port());
            }

            @Override
            World copy() {
                World copy = new Hasty();
                copy.become(this);
                return copy;
            }
        }
        assertThat(firstDifference(Hasty::new)).contains("law");
    }

    @Test
    void lawOfTheOtherCachingModeIsFoundOut() {
        for (boolean cachingMode : new boolean[] {false, true}) {
            List<String> found = new ArrayList<>();
            Run wrong = start(new MachineRelation(unit(cachingMode), Prefetch.REQUESTS_ONLY), 2, false, !cachingMode);
            explore(wrong, false, 4, (path, difference) -> found.add(path), LEAF, UNLINK, AP, DOMAIN1, WAIT);
            assertThat(found).isNotEmpty();
        }
    }
}
