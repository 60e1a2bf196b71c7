package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.adversary.LazyCache;
import iommu.emulator.adversary.SeededCache;
import iommu.emulator.adversary.Whim;
import iommu.grade.judge.Lawbook;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.probe.RoomDriver;
import iommu.scenario.Coverage;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every shape of the reference's unit, plain, fast or adversarial, answers within the oracle's sets, on the same generated
 * operations. {@code -Diommu.nightly=1000000} says how many operations all tests of this class together take.
 */
class UnitsWithinOracleTest {

    private static final int OPERATIONS = Integer.getInteger("iommu.nightly", 50_000);
    private static final long SEED = Long.getLong("iommu.seed", 20261128L);
    private static final int STEPS = 150;
    /** The least share of the judged DMAs that must have several right answers, in percent. */
    private static final int LEAST_SEVERAL = 20;

    /** What came of it. */
    private static final class Tally {

        private final Coverage coverage = new Coverage();
        private final Map<UnitShape, Integer> judged = new EnumMap<>(UnitShape.class);
        private final Map<UnitShape, Integer> unlikePlain = new EnumMap<>(UnitShape.class);
        private final Map<FaultReason, Integer> faults = new EnumMap<>(FaultReason.class);
        private int operations;
        private int asked;
        private int dmas;
        private int several;
        private int silent;

        private void count(Stimulus step, Set<Answer> allowed) {
            asked++;
            silent += allowed.isEmpty() ? 1 : 0;
            if (step instanceof Stimulus.Dma && !allowed.isEmpty()) {
                dmas++;
                several += allowed.size() > 1 ? 1 : 0;
            }
        }

        private void count(UnitShape shape, Answer answer, Answer plain) {
            judged.merge(shape, 1, Integer::sum);
            unlikePlain.merge(shape, answer.equals(plain) ? 0 : 1, Integer::sum);
            switch (answer) {
                case Answer.Dma(DmaOutcome.Blocked blocked) -> faults.merge(blocked.reason(), 1, Integer::sum);
                case Answer.Interrupt(InterruptOutcome.Blocked blocked) -> faults.merge(blocked.fault().reason(), 1, Integer::sum);
                default -> { }
            }
        }

        private int percentSeveral() {
            return dmas == 0 ? 0 : 100 * several / dmas;
        }

        @Override
        public String toString() {
            return operations + " operations, seed " + SEED + "; " + asked + " requests, of " + silent + " nothing is said; of "
                    + dmas + " judged DMAs " + several + " have several answers (" + percentSeveral() + " %)\n  answers judged "
                    + judged + "\n  unlike the plain unit's " + unlikePlain + "\n  faults " + faults;
        }
    }

    /** The units that one run is played to. */
    private static final class Units {

        private final Map<UnitShape, Function<Stimulus, Answer>> machines = new EnumMap<>(UnitShape.class);
        private final Tally tally;

        private Units(UnitShape.Setup setup, boolean prefetching, Tally tally) {
            Stream.of(UnitShape.values()).filter(shape -> shape.fits(prefetching))
                    .forEach(shape -> machines.put(shape, shape.machine(setup)));
            this.tally = tally;
        }

        /** @return what the plain one says @throws AssertionError if one of them says what is not allowed */
        private Answer play(Stimulus step, Set<Answer> allowed) {
            Map<UnitShape, Answer> answers = new EnumMap<>(UnitShape.class);
            machines.forEach((shape, machine) -> answers.put(shape, machine.apply(step)));
            Answer plain = answers.get(UnitShape.PLAIN);
            if (step.asks()) {
                tally.count(step, allowed);
            }
            if (!allowed.isEmpty() && step.asks()) {
                answers.forEach((shape, answer) -> {
                    tally.count(shape, answer, plain);
                    if (allowed.stream().noneMatch(one -> Outcome.law(step, one).matches(step, answer))) {
                        throw new AssertionError(shape + " answers " + answer + " to " + step + ", allowed " + allowed);
                    }
                });
            }
            return plain;
        }
    }

    private static Tally generated(String profile, int operations) {
        Tally tally = new Tally();
        for (long seed = SEED; tally.operations < operations; seed++) {
            for (Scenario scenario : Generator.generate(profile, seed, 10)) {
                play(scenario, seed, tally);
            }
        }
        System.out.println(profile + ": " + tally + "\n" + tally.coverage.table());
        return tally;
    }

    private static void play(Scenario scenario, long seed, Tally tally) {
        Plan plan = Expander.expand(scenario);
        List<Set<Answer>> allowed = Lawbook.LAW.members(plan);
        Units units = new Units(new UnitShape.Setup(plan.capabilities(), plan.capacity(), true, seed), plan.prefetch(), tally);
        Coverage.Run counted = tally.coverage.run(scenario);
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            try {
                counted.step(step, units.play(step.stimulus(), allowed.get(i)), allowed.get(i));
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + "\nline " + step.line() + " of\n" + scenario.text(), wrong);
            }
        }
        tally.operations += scenario.lines().size();
    }

    private static void scalable(Capabilities unit, Prefetch prefetch, int operations, Tally tally) {
        int end = tally.operations + operations;
        for (long seed = SEED + tally.operations; tally.operations < end; seed++) {
            Random random = new Random(seed);
            MachineRelation law = new MachineRelation(unit, prefetch);
            Units units = new Units(new UnitShape.Setup(unit, 1 + random.nextInt(16), false, seed), prefetch == Prefetch.ALLOW, tally);
            List<Stimulus> past = new ArrayList<>();
            ScalableGuest guest = new ScalableGuest(random, prefetch == Prefetch.ALLOW, step -> {
                past.add(step);
                boolean speaks = law.speaks(step);
                Set<Answer> allowed = law.on(step);
                try {
                    units.play(step, speaks && law.silence().isEmpty() ? allowed : Set.of());
                } catch (AssertionError wrong) {
                    throw new AssertionError(wrong.getMessage() + "\nat the end of\n"
                            + String.join("\n", past.stream().map(Object::toString).toList()), wrong);
                }
            });
            guest.start();
            for (int step = 0; step < STEPS; step++) {
                guest.step();
            }
            tally.operations += STEPS;
        }
    }

    private static void noBucketIsEmpty(Coverage coverage, Stream<String> buckets) {
        assertThat(buckets.filter(bucket -> coverage.percent(bucket) == 0)).as("empty buckets").isEmpty();
    }

    private static Stream<String> buckets(FaultReason... reasons) {
        Stream<String> always = Stream.of(Coverage.HIT, Coverage.STALE, Coverage.COVERED, Coverage.page(1L << 12),
                Coverage.page(1L << 21), Coverage.page(1L << 30), "invalidation context GLOBAL", "invalidation context DOMAIN",
                "invalidation context DEVICE", "invalidation iotlb GLOBAL", "invalidation iotlb DOMAIN", "invalidation iotlb PAGE");
        return Stream.concat(always, Stream.of(reasons).map(Coverage::fault));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void adversarialCachesStayWithinTheLawOfTheirRoom(boolean seeded) {
        Coverage coverage = new Coverage();
        for (Scenario scenario : Generator.generate("04.all", SEED, OPERATIONS / 500)) {
            Plan plan = Expander.expand(scenario);
            List<Set<Answer>> allowed = Lawbook.LAW.members(plan);
            RoomDriver driver = RoomDriver.cache((unit, capacity) -> seeded ? new SeededCache(unit, new Whim(SEED))
                    : new LazyCache(unit), plan.capabilities(), plan.capacity());
            Coverage.Run counted = coverage.run(scenario);
            for (int i = 0; i < plan.steps().size(); i++) {
                Step step = plan.steps().get(i);
                Answer answer = driver.on(step.stimulus());
                counted.step(step, answer, allowed.get(i));
                assertThat(allowed.get(i)).as(scenario.text() + "line " + step.line() + ": " + answer).satisfies(all -> assertThat(
                        all.isEmpty() || all.stream().anyMatch(one -> Outcome.law(step.stimulus(), one).matches(step.stimulus(), answer)))
                        .isTrue());
            }
        }
        System.out.println((seeded ? "seeded" : "lazy") + " cache alone, seed " + SEED + "\n" + coverage.table());
        noBucketIsEmpty(coverage, buckets());
    }

    @Test
    void everyUnitStaysWithinTheLawUnderAGuestWithBrokenTables() {
        Tally tally = generated("machine", OPERATIONS / 5);
        noBucketIsEmpty(tally.coverage, buckets(FaultReason.ROOT_NOT_PRESENT, FaultReason.CONTEXT_NOT_PRESENT,
                FaultReason.CONTEXT_INVALID, FaultReason.ADDRESS_BEYOND_WIDTH, FaultReason.WRITE_DENIED, FaultReason.READ_DENIED,
                FaultReason.TABLE_ACCESS_ERROR, FaultReason.ROOT_ACCESS_ERROR, FaultReason.CONTEXT_ACCESS_ERROR,
                FaultReason.ROOT_RESERVED, FaultReason.CONTEXT_RESERVED, FaultReason.TABLE_RESERVED,
                FaultReason.INTERRUPT_RANGE_OUTPUT, FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(tally.judged).containsOnlyKeys(UnitShape.values());
    }

    @Test
    void everyUnitStaysWithinTheLawUnderACarelessGuest() {
        Tally tally = generated("careless", OPERATIONS / 2);
        noBucketIsEmpty(tally.coverage, buckets(FaultReason.CONTEXT_NOT_PRESENT, FaultReason.WRITE_DENIED, FaultReason.READ_DENIED,
                FaultReason.TABLE_RESERVED, FaultReason.ROOT_ACCESS_ERROR, FaultReason.CONTEXT_ACCESS_ERROR,
                FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(tally.percentSeveral()).isGreaterThanOrEqualTo(LEAST_SEVERAL);
        assertThat(tally.silent).isLessThan(tally.asked / 10);
        assertThat(tally.judged).containsOnlyKeys(UnitShape.values());
        assertThat(Stream.of(UnitShape.LAZY, UnitShape.EAGER, UnitShape.SEEDED, UnitShape.LAGGING).map(tally.unlikePlain::get))
                .as("an adversary that never shows").doesNotContain(0);
    }

    @Test
    void everyUnitStaysWithinTheLawInScalableMode() {
        Tally tally = new Tally();
        int share = OPERATIONS * 3 / 10 / 6;
        for (boolean cachingMode : new boolean[] {false, true}) {
            Capabilities snooping = ScalableGuest.unit(cachingMode);
            scalable(snooping, Prefetch.REQUESTS_ONLY, share, tally);
            scalable(snooping.with(c -> c.coherent = false), Prefetch.REQUESTS_ONLY, share, tally);
            scalable(snooping, Prefetch.ALLOW, share, tally);
        }
        System.out.println("scalable mode: " + tally);
        assertThat(tally.percentSeveral()).isGreaterThanOrEqualTo(LEAST_SEVERAL);
        assertThat(tally.silent).isLessThan(tally.asked / 10);
        assertThat(tally.judged).containsOnlyKeys(UnitShape.values());
        assertThat(tally.faults.size()).isGreaterThanOrEqualTo(25);
    }
}
