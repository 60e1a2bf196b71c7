package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.oracle.AnyUnit.Kind;
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

/** Every short run over a small alphabet of scalable mode, as {@link ExactnessTest} has it for legacy mode. */
class ScalableExactnessTest {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x24_0000;
    private static final long P = 0x1000;
    private static final long Q = 0x2000;
    /** The directories of device 0, and that of device 1. */
    private static final long D1 = 0x30_0000;
    private static final long D2 = 0x30_4000;
    private static final long D3 = 0x30_8000;
    private static final List<SourceId> DEVICES = List.of(ScalableBench.A, ScalableBench.B);

    /** A run so far, told to both. */
    private record Run(Kind kind, AnyUnit units, MachineRelation law, ScalableBench bench, String path) {

        private Run copy(String step) {
            MachineRelation copy = law.copy();
            return new Run(kind, units.copy(), copy, bench.speakingTo(copy), path + " " + step);
        }

        private long flags() {
            return kind == Kind.FIRST_STAGE ? ScalableBench.ALL : ScalableBench.RW;
        }

        private int levels() {
            return kind == Kind.FIRST_STAGE ? 4 : 3;
        }

        private void store(long at, long address) {
            units.memory.put(at, address);
            bench.store(at, address == 0 ? 0 : address | flags());
        }

        private void context(int device, long directory) {
            units.attach(device, directory);
            bench.store128(ScalableBench.contextEntry(DEVICES.get(device)), directory == 0 ? 0 : directory | 1, 0);
        }

        private void entry(long directory, int domain, long table) {
            units.pasids.put(directory, domain == 0 ? 0 : (long) domain << 48 | table);
            bench.store(directory, directory + 0x1000 | 1);
            boolean first = kind == Kind.FIRST_STAGE;
            if (first && domain != 0) {
                bench.store128(directory + 0x1010, table, 0);
            }
            bench.store128(directory + 0x1000, domain == 0 ? 0 : first ? 1 << 6 | 1 : table | 1 << 2 | 2 << 6 | 1,
                    domain == 0 ? 0 : domain | ScalableBench.SNOOPED);
        }

        private long entry(long directory) {
            return units.pasids.getOrDefault(directory, 0L);
        }

        private long leaf(long top, long page) {
            return top + (levels() - 1) * 0x1000L + (page >>> 12) * 8;
        }

        private void toggle(long at, long one, long other) {
            store(at, units.memory.get(at) == one ? other : one);
        }

        private Object state() {
            return List.of(units.memory, units.contexts, units.pasids, units.states, units.open, law.may());
        }
    }

    private record Letter(String name, Consumer<Run> step, int device, long iova, boolean opens) {
        private static Letter of(String name, Consumer<Run> step) {
            return new Letter(name, step, -1, 0, false);
        }

        private static Letter opening(String name, AnyUnit.Command command, Consumer<ScalableBench> open) {
            return new Letter(name, r -> {
                r.units.open(command);
                open.accept(r.bench);
            }, -1, 0, true);
        }

        private static Letter dma(int device, long iova) {
            return new Letter("dma" + device + (iova == P ? "P" : "Q"), null, device, iova, false);
        }
    }

    private static final Letter LEAF = Letter.of("leaf", r -> r.toggle(r.leaf(T1, P), 0x8000, 0));
    private static final Letter UNLINK = Letter.of("unlink", r -> r.toggle(T1 + (r.levels() - 2) * 0x1000L,
            T1 + (r.levels() - 1) * 0x1000L, 0));
    private static final Letter CONTEXT = Letter.of("context", ScalableExactnessTest::redirect);
    private static final Letter DETACH = Letter.of("detach", r -> r.context(0, r.units.attached(0) == 0 ? D1 : 0));
    private static final Letter ENTRY = Letter.of("entry", ScalableExactnessTest::reattach);
    private static final Letter VACATE = Letter.of("vacate", r -> {
        if (r.entry(D1) == 0) {
            r.entry(D1, 1, T1);
        } else {
            r.entry(D1, 0, 0);
        }
    });
    private static final Letter TOGETHER = Letter.of("together", r -> {
        r.toggle(r.leaf(T1, P), 0x8000, 0);
        reattach(r);
        redirect(r);
    });
    private static final Letter WAIT = Letter.of("wait", r -> {
        r.units.await();
        r.bench.await();
    });
    private static final Letter CC = Letter.opening("cc", new AnyUnit.Command('c', 0, 9, -1, false),
            b -> b.open(ContextInvalidation.device(Bench.did(9), DEVICES.getFirst(), 0)));
    private static final Letter PC1 = pasidCache(1);
    private static final Letter PC0 = pasidCache(0);
    private static final Letter DOMAIN1 = Letter.opening("domain1", new AnyUnit.Command('t', -1, 1, -1, false),
            b -> b.open(IotlbInvalidation.domain(Bench.did(1))));
    private static final Letter PASID1 = Letter.opening("pasid1", new AnyUnit.Command('p', -1, 1, -1, false),
            b -> b.open(new PasidIotlbInvalidation(false, Bench.did(1), 0, new Iova(0), 0, false)));
    private static final Letter PASID_PAGE = pasidPage("pasidPage", false);
    private static final Letter PASID_PAGE_IH = pasidPage("pasidPageIH", true);
    private static final Letter PAGE = Letter.opening("page", new AnyUnit.Command('t', -1, 1, P, false),
            b -> b.open(IotlbInvalidation.page(Bench.did(1), new Iova(P), 0, false)));
    private static final Letter AP = Letter.dma(0, P);
    private static final Letter AQ = Letter.dma(0, Q);
    private static final Letter BP = Letter.dma(1, P);

    private static Letter pasidCache(int domain) {
        return Letter.opening("pc" + domain, new AnyUnit.Command('e', -1, domain, -1, false),
                b -> b.open(new PasidCacheInvalidation(Scope.PASID, Bench.did(domain), 0)));
    }

    private static Letter pasidPage(String name, boolean leafOnly) {
        return Letter.opening(name, new AnyUnit.Command('p', -1, 1, P, leafOnly),
                b -> b.open(new PasidIotlbInvalidation(true, Bench.did(1), 0, new Iova(P), 0, leafOnly)));
    }

    private static void redirect(Run r) {
        r.context(0, r.units.attached(0) == D1 ? D2 : D1);
    }

    private static void reattach(Run r) {
        boolean first = r.entry(D1) >>> 48 == 1;
        r.entry(D1, first ? 2 : 1, first ? T2 : T1);
    }

    private static Capabilities unit(boolean cachingMode) {
        return ScalableBench.FULL.with(c -> c.cachingMode = cachingMode);
    }

    private static Run start(Kind kind, MachineRelation law, int slots, boolean prefetch, boolean cachingMode) {
        Run run = new Run(kind, new AnyUnit(kind, cachingMode, slots, List.of(P, Q)), law, new ScalableBench(law), "");
        for (long top : new long[] {T1, T2}) {
            for (int level = 1; level < run.levels(); level++) {
                run.store(top + (level - 1) * 0x1000L, top + level * 0x1000L);
            }
        }
        run.store(run.leaf(T1, P), 0x8000);
        run.store(run.leaf(T1, Q), 0x9000);
        run.store(run.leaf(T2, P), 0xA000);
        run.entry(D1, 1, T1);
        run.entry(D2, 2, T2);
        run.entry(D3, 1, T1);
        run.context(0, D1);
        run.context(1, D3);
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
                    if (run.units.open.size() == 2 && letter.opens()) {
                        continue;
                    }
                    Run to = run.copy(letter.name());
                    if (prefetch) {
                        to.units.prefetch(List.of(0, 1));
                    }
                    if (letter.device() >= 0) {
                        Set<DmaOutcome> law = to.bench.read(DEVICES.get(letter.device()), letter.iova());
                        Set<DmaOutcome> units = new LinkedHashSet<>();
                        to.units.dma(letter.device(), letter.iova()).forEach(frame -> units.add(outcome(to.kind(), frame)));
                        if (!law.equals(units)) {
                            differs.accept(to.path(), "law " + law + " units " + units);
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

    private static DmaOutcome outcome(Kind kind, long frame) {
        return frame == -1 ? Bench.blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT)
                : frame == -2 ? Bench.blocked(FaultReason.PASID_ENTRY_NOT_PRESENT)
                : frame != 0 ? new DmaOutcome.Translated(new Gpa(frame))
                : Bench.blocked(kind == Kind.FIRST_STAGE ? FaultReason.FIRST_STAGE_NOT_PRESENT
                        : FaultReason.SECOND_STAGE_NOT_PRESENT);
    }

    private static void fail(String path, String difference) {
        throw new AssertionError("after" + path + ": " + difference);
    }

    private static int exact(Kind kind, boolean cachingMode, int slots, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit(cachingMode), Prefetch.REQUESTS_ONLY);
        return explore(start(kind, law, slots, false, cachingMode), false, depth, ScalableExactnessTest::fail, alphabet);
    }

    private static int exactWithPrefetch(Kind kind, boolean cachingMode, int depth, Letter... alphabet) {
        MachineRelation law = new MachineRelation(unit(cachingMode), Prefetch.ALLOW);
        return explore(start(kind, law, 2, true, cachingMode), true, depth, ScalableExactnessTest::fail, alphabet);
    }

    @Test
    void secondStageWithoutCachingMode() {
        assertThat(exact(Kind.SECOND_STAGE, false, 2, 5, LEAF, ENTRY, CONTEXT, AP, BP, CC, PC1, PASID1, PAGE, WAIT))
                .isEqualTo(3512);
    }

    @Test
    void secondStageWithCachingMode() {
        assertThat(exact(Kind.SECOND_STAGE, true, 2, 5, UNLINK, VACATE, DETACH, AP, CC, PC0, PC1, DOMAIN1, WAIT)).isEqualTo(1631);
    }

    @Test
    void contextEntryAndLeafChangeTogether() {
        assertThat(exact(Kind.SECOND_STAGE, false, 3, 6, TOGETHER, AP, BP, CC, PC1, PASID1, WAIT)).isEqualTo(1409);
        assertThat(exact(Kind.SECOND_STAGE, true, 2, 6, TOGETHER, AP, AQ, CC, PC1, PAGE, WAIT)).isEqualTo(1908);
    }

    @Test
    void firstStage() {
        assertThat(exact(Kind.FIRST_STAGE, true, 2, 5, LEAF, UNLINK, ENTRY, AP, AQ, PC1, PASID1, PASID_PAGE, PASID_PAGE_IH, WAIT))
                .isEqualTo(3241);
        assertThat(exact(Kind.FIRST_STAGE, false, 2, 5, TOGETHER, UNLINK, AP, BP, CC, PC1, PASID_PAGE_IH, PAGE, WAIT))
                .isEqualTo(2649);
    }

    @Test
    void unitsThatPrefetch() {
        assertThat(exactWithPrefetch(Kind.SECOND_STAGE, false, 3, LEAF, ENTRY, CONTEXT, AP, CC, PC1, PASID1, WAIT))
                .isEqualTo(209);
        assertThat(exactWithPrefetch(Kind.SECOND_STAGE, true, 3, VACATE, UNLINK, AP, AQ, PC0, PAGE, WAIT)).isEqualTo(81);
        assertThat(exactWithPrefetch(Kind.FIRST_STAGE, true, 3, LEAF, VACATE, AP, BP, PC1, PC0, PASID_PAGE, WAIT)).isEqualTo(111);
    }

    /** A law that is wrong in one place must not survive. */
    private static String firstDifference(Supplier<World> wrong) {
        List<String> found = new ArrayList<>();
        explore(start(Kind.SECOND_STAGE, new MachineRelation(wrong.get()), 2, false, false), false, 6,
                (path, difference) -> found.add(path + ": " + difference), ENTRY, AP, AQ, PC1, PASID1, WAIT);
        return String.join("", found);
    }

    /** A law that takes every invalidation of one rank for another command. */
    private static final class Mistaken extends World {
        private final Removal.Rank rank;
        private final Removal instead;

        private Mistaken(Removal.Rank rank, Removal instead) {
            super(unit(false));
            this.rank = rank;
            this.instead = instead;
        }

        @Override
        void open(OpenInvalidations.Open i) {
            super.open(i.removal().rank() == rank ? new OpenInvalidations.Open(instead, i.port()) : i);
        }

        @Override
        World copy() {
            World copy = new Mistaken(rank, instead);
            copy.become(this);
            return copy;
        }
    }

    @Test
    void lawThatForgetsToRemovePasidEntriesIsFoundOut() {
        Removal nothing = new Removal(new PasidCacheInvalidation(Scope.PASID, Bench.did(77), 0), unit(false));
        assertThat(firstDifference(() -> new Mistaken(Removal.Rank.PASIDS, nothing))).contains("law");
    }

    @Test
    void lawThatRemovesPasidEntriesOfEveryDomainIsFoundOut() {
        Removal all = new Removal(new PasidCacheInvalidation(Scope.GLOBAL, Bench.did(0), 0), unit(false));
        assertThat(firstDifference(() -> new Mistaken(Removal.Rank.PASIDS, all))).contains("law");
    }

    @Test
    void lawThatRemovesPrefixesByPasidIsFoundOut() {
        Removal domain = new Removal(IotlbInvalidation.domain(Bench.did(1)), unit(false));
        List<String> found = new ArrayList<>();
        MachineRelation law = new MachineRelation(new Mistaken(Removal.Rank.TRANSLATIONS, domain));
        explore(start(Kind.SECOND_STAGE, law, 2, false, false), false, 5,
                (path, difference) -> found.add(path), UNLINK, AP, AQ, PASID1, WAIT);
        assertThat(found).isNotEmpty();
    }

    @Test
    void lawWithoutPasidCacheIsFoundOut() {
        class Strict extends World {
            Strict() {
                super(unit(false));
            }

            @Override
            Set<DmaOutcome> request(DmaRequest request) {
                Set<DmaOutcome> outcomes = super.request(request);
                Removal all = new Removal(new PasidCacheInvalidation(Scope.GLOBAL, Bench.did(0), 0), unit);
                open(new OpenInvalidations.Open(all, OpenInvalidations.Port.CONTEXT_REGISTER));
                complete(OpenInvalidations.Port.CONTEXT_REGISTER);
                return outcomes;
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
    void lawOfTheOtherCachingModeIsFoundOut() {
        for (boolean cachingMode : new boolean[] {false, true}) {
            List<String> found = new ArrayList<>();
            MachineRelation law = new MachineRelation(unit(cachingMode), Prefetch.REQUESTS_ONLY);
            explore(start(Kind.SECOND_STAGE, law, 2, false, !cachingMode), false, 4, (path, difference) -> found.add(path),
                    VACATE, AP, PC1, DOMAIN1, WAIT);
            assertThat(found).isNotEmpty();
        }
    }
}
