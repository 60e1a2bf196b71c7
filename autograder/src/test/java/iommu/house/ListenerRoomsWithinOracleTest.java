package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.NotifierRelation;
import iommu.belief.ShadowRelation;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.ListenerFailure;
import iommu.emulator.machine.ListenerPort;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.shadow.TrapTables;
import iommu.oracle.UnitViews;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What rooms 08 and 10 tell on generated runs is what their relations of the oracle allow, event by event. */
class ListenerRoomsWithinOracleTest {

    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int SCENARIOS = Integer.getInteger("iommu.listeners.scenarios", 25);
    private static final Set<Wish> BOTH = Set.of(Wish.MAP, Wish.UNMAP);

    private final List<Event> told = new ArrayList<>();
    private Set<Wish> union = Set.of();
    private int events;
    private int silent;

    private final ListenerPort port = new ListenerPort() {
        @Override
        public void wishes(Set<Wish> now) {
            union = now;
        }

        @Override
        public void failed(ListenerFailure failure) {
            throw new AssertionError(failure.text());
        }
    };

    /** A relation, whichever. */
    private record Law(BiFunction<Listener, List<Event>, Optional<String>> attached,
            BiFunction<Stimulus, List<Event>, Optional<String>> step, Answered answered) {
    }

    /** A listener without MAP has asked the unit. */
    private interface Answered {
        void tell(Listener listener, Iova page, Access access, DmaOutcome answer);
    }

    @Test
    void theNotifierTellsWhatIsAllowed() {
        for (Scenario scenario : Generator.generate("careless", SEED, SCENARIOS)) {
            Plan plan = Expander.expand(scenario);
            Capabilities unit = plan.capabilities().with(c -> c.cachingMode = true);
            NotifierRelation law = new NotifierRelation(new UnitViews(unit), MemoryMap.ALL, true);
            pages(plan).forEach(law::interest);
            play(scenario, plan, new Machine(unit, plan.capacity(), Options.DEFAULT,
                    Host.listening(new Listening(new OpenPolicy()).withPort(port))), new Law((listener, events) ->
                    law.added(listener, union).or(() -> law.replayed(listener, events)), law::judge, law::answered), true);
            silent += law.silence().isPresent() ? 1 : 0;
        }
        summary("notifier");
    }

    @Test
    void theShadowTellsWhatIsAllowed() {
        for (Scenario scenario : Generator.generate("careless", SEED, SCENARIOS)) {
            Plan plan = Expander.expand(scenario);
            Capabilities unit = plan.capabilities().with(c -> c.cachingMode = false);
            ShadowRelation law = new ShadowRelation(new UnitViews(unit), MemoryMap.ALL, true);
            pages(plan).forEach(law::interest);
            Listening listening = new Listening(new OpenPolicy()).withPort(port)
                    .withShadow((memory, map) -> new TrapTables(memory, unit, map, Shadowing.BOTH_STAGES));
            play(scenario, plan, new Machine(unit, plan.capacity(), Options.DEFAULT, Host.listening(listening)),
                    new Law(law::added, law::judge, (listener, page, access, answer) -> { }), false);
            silent += law.silence().isPresent() ? 1 : 0;
        }
        summary("shadow");
    }

    private void summary(String room) {
        System.out.println(room + ", seed " + SEED + ": " + SCENARIOS + " runs, " + events + " events, " + silent
                + " runs the oracle left in the end");
        assertThat(events).isGreaterThan(10 * SCENARIOS);
        assertThat(silent).isLessThan(SCENARIOS / 2);
    }

    private void play(Scenario scenario, Plan plan, Machine machine, Law law, boolean askers) {
        Random random = new Random(SEED + scenario.text().length());
        List<SourceId> sources = new ArrayList<>(new TreeSet<>(plan.steps().stream().map(Step::stimulus)
                .filter(Stimulus.Dma.class::isInstance).map(s -> ((Stimulus.Dma) s).request().source()).toList()));
        List<Iova> pages = List.copyOf(pages(plan));
        List<Listener> asking = new ArrayList<>();
        int id = 0;
        for (Step step : plan.steps()) {
            if (!sources.isEmpty() && id < 3 && (id == 0 || random.nextInt(10) == 0)) {
                SourceId source = sources.get(random.nextInt(sources.size()));
                Listener listener = askers && random.nextInt(3) == 0 ? new Listener(id, source, Set.of(Wish.UNMAP))
                        : new Listener(id, source, BOTH, Range.ALL, random.nextBoolean());
                id++;
                if (!listener.wants(Wish.MAP)) {
                    asking.add(listener);
                }
                machine.attach(listener, told::add);
                accept(law.attached().apply(listener, take()), scenario, step);
            }
            if (step.stimulus() instanceof Stimulus.Readable) {
                continue; // no store, and nothing that anybody could be told of: left out for all
            }
            machine.on(step.stimulus());
            accept(law.step().apply(step.stimulus(), take()), scenario, step);
            for (Listener listener : asking) {
                ask(machine, law, listener, pages.get(random.nextInt(pages.size())));
            }
        }
    }

    private static void ask(Machine machine, Law law, Listener listener, Iova page) {
        for (Access access : List.of(Access.READ, Access.WRITE)) {
            law.answered().tell(listener, page, access,
                    machine.unit().translate(DmaRequest.untranslated(listener.source(), page, access)));
        }
    }

    private List<Event> take() {
        List<Event> now = List.copyOf(told);
        told.clear();
        events += now.size();
        return now;
    }

    private static void accept(Optional<String> objection, Scenario scenario, Step step) {
        assertThat(objection).as("line %d, seed %d of%n%s", step.line(), SEED, scenario.text()).isEmpty();
    }

    private static Set<Iova> pages(Plan plan) {
        return new TreeSet<>(plan.steps().stream().map(Step::stimulus).filter(Stimulus.Dma.class::isInstance)
                .map(s -> ((Stimulus.Dma) s).request()).filter(r -> !r.pasid().present())
                .map(r -> r.address().alignedTo(4096)).toList());
    }
}
