package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.shadow.TrapTables;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Without caching mode, and whether walks snoop or not, listeners that are kept by trapping stores never see what the
 * architecture does not allow their device: after each store, whatever the guest owes. That holds though a change is
 * told at the store, with older entries still allowed: what memory says now is allowed as well.
 */
class ShadowWithinOracleTest {

    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int SCENARIOS = Integer.getInteger("iommu.listeners.scenarios", 20);
    private static final int STEPS = 80;
    /** So many are looked at after each store. */
    private static final int PAGES = 6;
    private static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);

    /** A run, told to a machine and to the law. */
    private static final class Run {

        private final Machine machine;
        private final MachineRelation law;
        private final ListenerCheck check;
        private final List<Iova> pages;
        private final Random random = new Random(SEED);
        private final List<Stimulus> steps = new ArrayList<>();
        private TrapTables room;
        private int stores;

        Run(Capabilities unit, int capacity, Set<Iova> pages) {
            this.pages = List.copyOf(pages);
            machine = new Machine(unit, capacity, Options.DEFAULT, Host.listening(new Listening(new OpenPolicy())
                    .withShadow((memory, map) -> room = new TrapTables(memory, unit, map, Shadowing.BOTH_STAGES))));
            law = new MachineRelation(unit, Prefetch.ALLOW);
            check = new ListenerCheck(machine, law, unit.hostAddressWidth());
        }

        void listen(int id, SourceId source) {
            check.map(new Listener(id, source, BOTH));
        }

        /** Memory that stops being readable is no store, and nothing that a shadow can know. */
        void tell(Stimulus step) {
            if (step instanceof Stimulus.Readable) {
                return;
            }
            steps.add(step);
            machine.on(step);
            law.on(step);
            stores += step instanceof Stimulus.Store64 || step instanceof Stimulus.Store128 ? 1 : 0;
            if (step instanceof Stimulus.Store64 || step instanceof Stimulus.Store128 || step instanceof Stimulus.RegisterWrite) {
                judge(pages.isEmpty() ? Set.of() : random.ints(PAGES, 0, pages.size()).mapToObj(pages::get)
                        .collect(Collectors.toCollection(TreeSet::new)));
            }
        }

        private void judge(Set<Iova> some) {
            try {
                check.judge(some);
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + "\nseed " + SEED + ", after\n" + steps.stream()
                        .map(Stimulus::toString).collect(Collectors.joining("\n")), wrong);
            }
        }
    }

    private int views;
    private int single;
    private int mapped;
    private long traps;
    private int stores;

    private void count(Run run) {
        views += run.check.views();
        single += run.check.single();
        mapped += run.check.mapped();
        traps += run.room.traps();
        stores += run.stores;
    }

    private void summary(String what, int atLeast) {
        System.out.println("shadows, " + what + ", seed " + SEED + ": " + traps + " traps of " + stores + " stores, " + views
                + " views, " + single + " with one answer, " + mapped + " mapped");
        assertThat(views).isGreaterThan(atLeast);
        assertThat(single).isGreaterThan(views / 10);
        assertThat(mapped).isGreaterThan(views / 20);
    }

    @ParameterizedTest(name = "ECAP.C {0}")
    @ValueSource(booleans = {true, false})
    void whatListenersSeeIsAllowedInLegacyMode(boolean coherent) {
        for (Scenario scenario : Generator.generate("machine", SEED, SCENARIOS)) {
            Plan plan = Expander.expand(scenario);
            Capabilities unit = plan.capabilities().with(c -> {
                c.cachingMode = false;
                c.coherent = coherent;
            });
            Run run = new Run(unit, plan.capacity(), requests(plan).map(r -> r.address().alignedTo(4096))
                    .collect(Collectors.toCollection(TreeSet::new)));
            int id = 0;
            for (SourceId source : requests(plan).map(DmaRequest::source).collect(Collectors.toCollection(TreeSet::new))) {
                run.listen(id++, source);
            }
            plan.steps().stream().map(Step::stimulus).forEach(run::tell);
            count(run);
        }
        summary("legacy mode, C=" + coherent, 500 * SCENARIOS);
    }

    private static Stream<DmaRequest> requests(Plan plan) {
        return plan.steps().stream().map(Step::stimulus).filter(Stimulus.Dma.class::isInstance)
                .map(s -> ((Stimulus.Dma) s).request()).filter(r -> !r.pasid().present());
    }

    @ParameterizedTest(name = "ECAP.C {0}")
    @ValueSource(booleans = {true, false})
    void whatListenersSeeIsAllowedInScalableModeWithBothStages(boolean coherent) {
        Set<Iova> pages = new TreeSet<>();
        for (long page : new long[]{0x1000, 0x2000, 0x20_1000, 0x4000_1000L, 0x3000}) {
            pages.add(new Iova(page));
        }
        Capabilities unit = ScalableGuest.unit(false).with(c -> c.coherent = coherent);
        for (int i = 0; i < SCENARIOS; i++) {
            Run run = new Run(unit, 4, pages);
            ScalableGuest guest = new ScalableGuest(new Random(SEED + i), true, run::tell);
            run.listen(0, new SourceId(0));
            run.listen(1, new SourceId(1));
            guest.start();
            for (int step = 0; step < STEPS; step++) {
                guest.step();
            }
            count(run);
        }
        summary("scalable mode, C=" + coherent, 500 * SCENARIOS);
    }
}
