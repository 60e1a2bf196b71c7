package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Lawbook;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oracle rejects a unit that has one mistake: within 10,000 generated operations it gives an answer that is not
 * allowed. The same unit without the mistake is never rejected on the same operations.
 */
class BrokenUnitsTest {

    private static final int OPERATIONS = 10_000;
    private static final int STEPS = 150;
    private static final long SEED = Long.getLong("iommu.seed", 20261129L);

    /** A run with what is allowed at each step: nothing where nothing is asked or said. */
    private record Run(Capabilities unit, boolean prompt, List<Stimulus> steps, List<Set<Answer>> allowed, int operations) {

        /** @return whether one of the unit's answers is not allowed */
        boolean rejects(BrokenUnit broken) {
            Function<Stimulus, Answer> machine = broken.machine(unit, prompt);
            for (int i = 0; i < steps.size(); i++) {
                Stimulus step = steps.get(i);
                Answer answer = machine.apply(step);
                if (!allowed.get(i).isEmpty() && allowed.get(i).stream().noneMatch(one -> Outcome.law(step, one).matches(step, answer))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** What a careless guest does in legacy mode. */
    private static final List<Run> LEGACY = legacy();
    /** What such a guest does in scalable mode. */
    private static final List<Run> SCALABLE = scalable();
    /** The same where prefetching is allowed: what it takes for an eager unit. */
    private static final List<Run> PREFETCHING = prefetching();

    private static List<Run> legacy() {
        List<Run> runs = new ArrayList<>();
        int operations = 0;
        for (Scenario scenario : Generator.generate("careless", SEED, OPERATIONS / 200)) {
            if (operations + scenario.lines().size() <= OPERATIONS) {
                operations += scenario.lines().size();
                runs.add(legacy(scenario));
            }
        }
        return runs;
    }

    private static Run legacy(Scenario scenario) {
        Plan plan = Expander.expand(scenario);
        return new Run(plan.capabilities(), true, plan.steps().stream().map(Step::stimulus).toList(),
                Lawbook.LAW.members(plan), scenario.lines().size());
    }

    private static List<Run> prefetching() {
        List<Run> runs = new ArrayList<>();
        for (Scenario scenario : Generator.generate("careless", SEED + 1, OPERATIONS / 20)) {
            if (scenario.text().contains("prefetch=allow") && runs.size() < 10) {
                runs.add(legacy(scenario));
            }
        }
        return runs;
    }

    private static List<Run> scalable() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < OPERATIONS / STEPS; i++) {
            Capabilities unit = ScalableGuest.unit(i % 2 == 0);
            MachineRelation law = new MachineRelation(unit, Prefetch.REQUESTS_ONLY);
            List<Stimulus> steps = new ArrayList<>();
            List<Set<Answer>> allowed = new ArrayList<>();
            ScalableGuest guest = new ScalableGuest(new Random(SEED + i), false, step -> {
                boolean speaks = step.asks() && law.speaks(step);
                Set<Answer> answers = law.on(step);
                steps.add(step);
                allowed.add(speaks && law.silence().isEmpty() ? answers : Set.of());
            });
            guest.start();
            for (int step = 0; step < STEPS; step++) {
                guest.step();
            }
            runs.add(new Run(unit, false, steps, allowed, STEPS));
        }
        return runs;
    }

    /** @return after how many operations the unit is rejected */
    private static OptionalInt rejected(BrokenUnit unit, List<Run> runs) {
        int operations = 0;
        for (Run run : runs) {
            operations += run.operations();
            if (run.rejects(unit)) {
                return OptionalInt.of(operations);
            }
        }
        return OptionalInt.empty();
    }

    static Stream<BrokenUnit> legacyUnits() {
        return BrokenCaches.all().stream();
    }

    static Stream<BrokenUnit> scalableUnits() {
        return BrokenScalableCaches.all().stream();
    }

    private static void isRejected(BrokenUnit unit, List<Run> runs) {
        OptionalInt operations = rejected(unit, runs);
        System.out.println(unit + ": " + (operations.isPresent() ? "rejected by operation " + operations.getAsInt() : "not rejected"));
        assertThat(operations).as(unit.name()).isPresent();
        assertThat(operations.getAsInt()).isLessThanOrEqualTo(OPERATIONS);
    }

    @ParameterizedTest
    @MethodSource("legacyUnits")
    void aUnitWithOneMistakeIsRejected(BrokenUnit unit) {
        isRejected(unit, unit.eager() ? PREFETCHING : LEGACY);
    }

    @ParameterizedTest
    @MethodSource("scalableUnits")
    void aScalableModeUnitWithOneMistakeIsRejected(BrokenUnit unit) {
        isRejected(unit, SCALABLE);
    }

    @Test
    void theSameUnitsWithoutTheMistakeAreNeverRejected() {
        BrokenUnit lazy = BrokenUnit.cache("lazy", c -> c);
        assertThat(rejected(lazy, LEGACY)).isEmpty();
        assertThat(rejected(lazy, SCALABLE)).isEmpty();
        assertThat(rejected(lazy.onEager(), PREFETCHING)).isEmpty();
    }

    @Test
    void atLeastThirtyMistakesAreTried() {
        List<String> names = Stream.concat(legacyUnits(), scalableUnits()).map(BrokenUnit::name).toList();
        assertThat(names).hasSizeGreaterThanOrEqualTo(30);
    }
}
