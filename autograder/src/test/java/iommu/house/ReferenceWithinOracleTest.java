package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.FaultReason;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.fast.FastCache;
import iommu.emulator.fast.FastWalk;
import iommu.emulator.machine.FastMachine;
import iommu.emulator.machine.Options;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.Reference;
import iommu.probe.RoomDriver;
import iommu.scenario.Coverage;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The reference never does what the architecture does not allow: on generated runs each answer of an emulator's room,
 * and of the whole machine, is in the oracle's set. The two share no code. Coverage is printed, and no bucket is empty.
 */
class ReferenceWithinOracleTest {

    private static final int OPERATIONS = 100_000;
    private static final int BATCH = 50;
    private static final double LEAST = 2.0;
    private static final double LEAST_COVERED = 5.0;
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);

    /** Which of the reference's shapes answers. */
    enum Shape {
        PLAIN(Reference::of),
        FAST(Shape::fast);

        private final Function<Plan, Function<Stimulus, Answer>> maker;

        Shape(Function<Plan, Function<Stimulus, Answer>> maker) {
            this.maker = maker;
        }

        private static Function<Stimulus, Answer> fast(Plan plan) {
            return switch (plan.room()) {
                case WALK -> RoomDriver.walk(FastWalk::new, plan.capabilities())::on;
                case IOTLB -> RoomDriver.cache(FastCache::new, plan.capabilities(), plan.capacity())::on;
                case MACHINE -> new FastMachine(plan.capabilities(), plan.capacity(), Options.DEFAULT, (address, data) -> { },
                        0x1_0000)::on;
                default -> Reference.of(plan);
            };
        }
    }

    /** What the runs of one profile came to. */
    private static final class Tally {

        private final Coverage coverage = new Coverage();
        private int operations;
    }

    private static Tally run(String profile, Shape shape) {
        Tally tally = new Tally();
        for (long batch = 0; tally.operations < OPERATIONS; batch++) {
            for (Scenario scenario : Generator.generate(profile, SEED + batch, BATCH)) {
                play(profile, SEED + batch, scenario, shape, tally);
            }
        }
        System.out.println(profile + ", " + shape + ", seed " + SEED + ": " + tally.operations + " operations\n" + tally.coverage.table());
        return tally;
    }

    private static void play(String profile, long seed, Scenario scenario, Shape shape, Tally tally) {
        Plan plan = Expander.expand(scenario);
        List<Set<Answer>> allowed = Lawbook.LAW.members(plan);
        Function<Stimulus, Answer> reference = shape.maker.apply(plan);
        Coverage.Run counted = tally.coverage.run(scenario);
        List<Step> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Answer answer = reference.apply(step.stimulus());
            counted.step(step, answer, allowed.get(i));
            if (!allowed.get(i).isEmpty() && !within(step.stimulus(), answer, allowed.get(i))) {
                throw new AssertionError(profile + ", seed " + seed + ", line " + step.line() + ": answered " + answer
                        + ", allowed " + allowed.get(i) + " in\n" + scenario.text());
            }
        }
        tally.operations += scenario.lines().size();
    }

    private static boolean within(Stimulus stimulus, Answer answer, Set<Answer> allowed) {
        return allowed.stream().anyMatch(member -> iommu.scenario.Outcome.law(stimulus, member).matches(stimulus, answer));
    }

    private static void noBucketIsEmpty(Tally tally, List<String> buckets) {
        List<String> scarce = new ArrayList<>();
        for (String bucket : buckets) {
            if (tally.coverage.percent(bucket) < LEAST) {
                scarce.add(bucket + " " + tally.coverage.percent(bucket) + " %");
            }
        }
        assertThat(scarce).as("buckets below " + LEAST + " %").isEmpty();
    }

    private static List<String> with(List<String> others, FaultReason... reasons) {
        return Stream.concat(others.stream(), Stream.of(reasons).map(Coverage::fault)).toList();
    }

    @Test
    void theContextRoomAnswersWhatIsAllowed() {
        noBucketIsEmpty(run("01.all", Shape.PLAIN), with(List.of(), FaultReason.ROOT_NOT_PRESENT, FaultReason.CONTEXT_NOT_PRESENT,
                FaultReason.CONTEXT_INVALID, FaultReason.ROOT_ACCESS_ERROR, FaultReason.CONTEXT_ACCESS_ERROR,
                FaultReason.ROOT_RESERVED, FaultReason.CONTEXT_RESERVED));
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void theWalkRoomAnswersWhatIsAllowed(Shape shape) {
        noBucketIsEmpty(run("02.all", shape), with(List.of(Coverage.page(1L << 12), Coverage.page(1L << 21), Coverage.page(1L << 30)),
                FaultReason.CONTEXT_INVALID, FaultReason.ADDRESS_BEYOND_WIDTH, FaultReason.WRITE_DENIED, FaultReason.READ_DENIED,
                FaultReason.TABLE_ACCESS_ERROR, FaultReason.TABLE_RESERVED, FaultReason.INTERRUPT_RANGE_OUTPUT));
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void theCacheRoomAnswersWhatIsAllowed(Shape shape) {
        noBucketIsEmpty(run("04.all", shape), with(List.of(Coverage.HIT, Coverage.STALE, Coverage.MISS, Coverage.COVERED,
                Coverage.page(1L << 12), Coverage.page(1L << 21), Coverage.page(1L << 30), "invalidation context GLOBAL",
                "invalidation context DOMAIN", "invalidation context DEVICE", "invalidation iotlb GLOBAL",
                "invalidation iotlb DOMAIN", "invalidation iotlb PAGE")));
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void theMachineAnswersWhatIsAllowed(Shape shape) {
        Tally tally = run("machine", shape);
        noBucketIsEmpty(tally, with(List.of(Coverage.HIT, Coverage.STALE, Coverage.page(1L << 21), Coverage.page(1L << 30)),
                FaultReason.ROOT_NOT_PRESENT, FaultReason.CONTEXT_NOT_PRESENT, FaultReason.CONTEXT_INVALID,
                FaultReason.ADDRESS_BEYOND_WIDTH, FaultReason.WRITE_DENIED, FaultReason.READ_DENIED,
                FaultReason.TABLE_ACCESS_ERROR, FaultReason.ROOT_ACCESS_ERROR, FaultReason.CONTEXT_ACCESS_ERROR,
                FaultReason.ROOT_RESERVED, FaultReason.CONTEXT_RESERVED, FaultReason.TABLE_RESERVED,
                FaultReason.INTERRUPT_RANGE_OUTPUT));
        assertThat(tally.coverage.percent(Coverage.COVERED)).isGreaterThanOrEqualTo(LEAST_COVERED);
    }
}
