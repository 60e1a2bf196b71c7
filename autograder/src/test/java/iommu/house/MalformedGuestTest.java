package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DmaOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * No guest breaks the reference: whatever it stores, writes and submits, the unit answers, and its answer is in the
 * oracle's set wherever the oracle speaks. {@code -Diommu.fuzz=10000000} makes it as many operations.
 */
class MalformedGuestTest {

    private static final long OPERATIONS = Long.getLong("iommu.fuzz", 100_000L);
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int WORLD = 400;

    private final Map<String, Long> met = new TreeMap<>();

    @Test
    @Timeout(value = 50, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyOutcomeIsAllowedAndNothingThrows() {
        long operations = 0;
        for (long world = 0; operations < OPERATIONS; world++) {
            live(SEED + world);
            operations += WORLD;
        }
        System.out.println("malformed guests, seed " + SEED + ": " + operations + " operations");
        met.forEach((what, times) -> System.out.printf("  %-60s %9d%n", what, times));
        assertThat(met.getOrDefault("judged", 0L)).as("requests that the oracle judged").isGreaterThan(operations / 20);
        assertThat(met.keySet().stream().filter(k -> k.startsWith("fault"))).as("fault reasons").hasSizeGreaterThan(20);
    }

    private void live(long seed) {
        MalformedGuest guest = new MalformedGuest(seed);
        Machine machine = new Machine(guest.capabilities(), (int) (seed % 5) * 4,
                new Options(1 + (int) (seed % 7), seed % 2 == 0, seed % 3 == 0, seed % 4 > 0), (address, data) -> { });
        MachineRelation law = new MachineRelation(guest.capabilities(), Prefetch.REQUESTS_ONLY);
        List<Stimulus> past = new ArrayList<>();
        for (int i = 0; i < WORLD; i++) {
            Stimulus step = guest.next();
            past.add(step);
            judge(seed, step, law.on(step), answer(seed, machine, step, past), past);
        }
    }

    private static Answer answer(long seed, Machine machine, Stimulus step, List<Stimulus> past) {
        try {
            return machine.on(step);
        } catch (RuntimeException e) {
            throw new AssertionError("world " + seed + ": threw at the end of\n" + text(past), e);
        }
    }

    private void judge(long seed, Stimulus step, Set<Answer> allowed, Answer answer, List<Stimulus> past) {
        count(step.getClass().getSimpleName());
        if (step instanceof Stimulus.Dma && answer instanceof Answer.Dma(var outcome)) {
            count(outcome instanceof DmaOutcome.Blocked b ? "fault " + b.reason() : outcome.getClass().getSimpleName());
        }
        if (step.asks() && !allowed.isEmpty()) {
            count("judged");
            if (!allowed.contains(answer)) {
                throw new AssertionError("world " + seed + ": answered " + answer + ", allowed " + allowed + " after\n" + text(past));
            }
        }
    }

    private void count(String what) {
        met.merge(what, 1L, Long::sum);
    }

    private static String text(List<Stimulus> past) {
        return String.join("\n", past.stream().map(Object::toString).toList());
    }
}
