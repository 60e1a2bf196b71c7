package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
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
import org.junit.jupiter.api.Test;

/**
 * Listeners under caching mode never see what the architecture does not allow their device: on generated runs, attached
 * and detached at random moments, with and without the invalidations that the guest owes.
 */
class ListenersWithinOracleTest {

    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int SCENARIOS = Integer.getInteger("iommu.listeners.scenarios", 60);
    private static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);

    private int views;
    private int single;
    private int mapped;

    @Test
    void whatListenersSeeIsAllowedInLegacyMode() {
        for (Scenario scenario : Generator.generate("machine", SEED, SCENARIOS)) {
            play(scenario, new Random(SEED + scenario.text().length()));
        }
        System.out.println("listeners, legacy mode, seed " + SEED + ": " + views + " views, " + single + " with one answer, "
                + mapped + " mapped");
        assertThat(views).isGreaterThan(50 * SCENARIOS);
        assertThat(single).isGreaterThan(views / 4);
        assertThat(mapped).isGreaterThan(views / 20);
    }

    private void play(Scenario scenario, Random random) {
        Plan plan = Expander.expand(scenario);
        Capabilities unit = plan.capabilities().with(c -> c.cachingMode = true);
        Machine machine = new Machine(unit, plan.capacity(), new Options(1, random.nextBoolean(), false),
                Host.listening(new Listening(new OpenPolicy())));
        MachineRelation law = new MachineRelation(unit, Prefetch.ALLOW);
        ListenerCheck check = new ListenerCheck(machine, law, unit.hostAddressWidth());
        List<SourceId> sources = new ArrayList<>(new TreeSet<>(requests(plan).stream().map(DmaRequest::source).toList()));
        Set<Iova> pages = new TreeSet<>(requests(plan).stream().map(r -> r.address().alignedTo(4096)).toList());
        int id = 0;
        for (Step step : plan.steps()) {
            if (!sources.isEmpty() && random.nextInt(8) == 0 && check.listeners().size() < 3) {
                attach(check, new Listener(id++, sources.get(random.nextInt(sources.size())), BOTH, range(random), random.nextBoolean()),
                        random.nextInt(3) == 0);
            } else if (random.nextInt(40) == 0) {
                check.detachOldest();
            }
            machine.on(step.stimulus());
            law.on(step.stimulus());
            if (step.stimulus() instanceof Stimulus.RegisterWrite || random.nextInt(4) == 0) {
                judge(check, pages, scenario, step);
            }
        }
        views += check.views();
        single += check.single();
        mapped += check.mapped();
    }

    private static void attach(ListenerCheck check, Listener listener, boolean asks) {
        if (asks) {
            check.ask(new Listener(listener.id(), listener.source(), Set.of(Wish.UNMAP)));
        } else {
            check.map(listener);
        }
    }

    private static Range range(Random random) {
        return random.nextInt(4) == 0 ? Range.of(new Iova(0x1000L * random.nextInt(4)), 0x1000L << random.nextInt(20)) : Range.ALL;
    }

    private static void judge(ListenerCheck check, Set<Iova> pages, Scenario scenario, Step step) {
        try {
            check.judge(pages);
        } catch (AssertionError wrong) {
            throw new AssertionError(wrong.getMessage() + "\nafter line " + step.line() + " with " + check.listeners() + "\nseed "
                    + SEED + "\n" + scenario.text(), wrong);
        }
    }

    private static List<DmaRequest> requests(Plan plan) {
        return plan.steps().stream().map(Step::stimulus).filter(Stimulus.Dma.class::isInstance)
                .map(s -> ((Stimulus.Dma) s).request()).filter(r -> !r.pasid().present()).toList();
    }
}
