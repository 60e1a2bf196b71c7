package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Rights;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reference's machine never does in scalable mode what the architecture does not allow: tables, PASID entries and
 * interrupt entries are edited at random, well and badly, with and without the invalidations owed.
 */
class ScalableWithinOracleTest {

    private static final long SEED = Long.getLong("iommu.seed", 20260405L);
    private static final int RUNS = Integer.getInteger("iommu.scalable.runs", 60);
    private static final int STEPS = 150;

    /** One run of random steps, told to both. */
    private static final class Run {
        private final Machine machine;
        private final MachineRelation law;
        private final Map<FaultReason, Integer> faults;
        private final List<Stimulus> steps = new ArrayList<>();
        private final ScalableGuest guest;
        private int requests;
        private int several;
        private int spoken;

        private Run(long seed, Capabilities unit, Prefetch prefetch, Map<FaultReason, Integer> faults) {
            Random random = new Random(seed);
            Options options = new Options(1, random.nextBoolean(), false, false);
            machine = new Machine(unit, 1 + random.nextInt(16), options, (address, data) -> { });
            law = new MachineRelation(unit, prefetch);
            this.faults = faults;
            guest = new ScalableGuest(random, prefetch == Prefetch.ALLOW, this::take);
        }

        private void take(Stimulus step) {
            if (step.asks()) {
                ask(step);
            } else {
                tell(step);
            }
        }

        private void tell(Stimulus step) {
            steps.add(step);
            machine.on(step);
            law.on(step);
        }

        private void ask(Stimulus step) {
            steps.add(step);
            boolean speaks = law.speaks(step);
            Set<Answer> allowed = law.on(step);
            Answer answer = plain(machine.on(step));
            requests++;
            if (speaks && law.silence().isEmpty()) {
                spoken++;
                several += allowed.size() > 1 ? 1 : 0;
                if (answer instanceof Answer.Dma(DmaOutcome.Blocked(FaultReason reason, boolean silent))) {
                    faults.merge(reason, 1, Integer::sum);
                }
                if (answer instanceof Answer.Interrupt(InterruptOutcome.Blocked(var fault, int index))) {
                    faults.merge(fault.reason(), 1, Integer::sum);
                }
                if (!allowed.contains(answer)) {
                    throw new AssertionError("answered " + answer + ", allowed " + allowed + " at the end of\n"
                            + String.join("\n", steps.stream().map(Object::toString).toList()));
                }
            }
        }

        /** What § gives no meaning is not compared: the address of a grant without rights. */
        private static Answer plain(Answer answer) {
            return answer instanceof Answer.Dma(DmaOutcome.Granted granted) && granted.rights() == Rights.NONE
                    ? new Answer.Dma(new DmaOutcome.Granted(new Gpa(0), 4096, Rights.NONE, false, false)) : answer;
        }
    }

    @ParameterizedTest
    @CsvSource({"false, REQUESTS_ONLY", "true, REQUESTS_ONLY", "true, ALLOW"})
    void machineStaysWithinTheLaw(boolean cachingMode, Prefetch prefetch) {
        Map<FaultReason, Integer> faults = new EnumMap<>(FaultReason.class);
        int requests = 0;
        int several = 0;
        int spoken = 0;
        for (int i = 0; i < RUNS; i++) {
            Run run = new Run(SEED + i, ScalableGuest.unit(cachingMode), prefetch, faults);
            run.guest.start();
            for (int step = 0; step < STEPS; step++) {
                run.guest.step();
            }
            requests += run.requests;
            several += run.several;
            spoken += run.spoken;
        }
        System.out.println("scalable mode, caching mode " + cachingMode + ", " + prefetch + ", seed " + SEED + ": " + requests
                + " requests, " + spoken + " spoken of, " + several + " with more than one answer; faults " + faults);
        assertThat(spoken).isGreaterThan(requests * 9 / 10);
        assertThat(several).isGreaterThan(requests / 5);
        assertThat(faults.size()).isGreaterThan(25);
    }
}
