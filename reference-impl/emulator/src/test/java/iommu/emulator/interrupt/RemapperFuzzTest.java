package iommu.emulator.interrupt;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.InterruptOutcome;
import iommu.emulator.machine.SparseMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the table, the descriptors and the messages: an answer, never an exception. */
class RemapperFuzzTest {

    private static final int STEPS = 40_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyMessageHasAnAnswer(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Capabilities unit = Bench.UNIT.with(c -> {
            c.cachingMode = seed % 2 == 0;
            c.postedInterrupts = seed != 3;
        });
        SparseMemory memory = new SparseMemory(48);
        TableRemapper room = new TableRemapper(memory, unit, (int) seed * 3);
        int[] answers = new int[4];
        for (int step = 0; step < STEPS; step++) {
            disturb(random, memory, room);
            InterruptOutcome result = room.remap(new SourceId(random.nextInt(4)), message(random), data(random));
            answers[switch (result) {
                case InterruptOutcome.Interrupt i -> 0;
                case InterruptOutcome.Posted p -> 1;
                case InterruptOutcome.Unchanged u -> 2;
                case InterruptOutcome.Blocked b -> 3;
            }]++;
        }
        assertThat(answers[0]).as("interrupts of seed %s", seed).isPositive();
        assertThat(answers[1] > 0).as("posted of seed %s", seed).isEqualTo(unit.interrupts().posting());
        assertThat(answers[2]).as("unchanged of seed %s", seed).isPositive();
        assertThat(answers[3]).as("blocked of seed %s", seed).isPositive();
    }

    private static void disturb(SplittableRandom random, SparseMemory memory, TableRemapper room) {
        switch (random.nextInt(5)) {
            case 0 -> room.program(new InterruptRegisters(random.nextInt(4) > 0, new Gpa(table(random)),
                    2 << random.nextInt(16), random.nextBoolean(), random.nextBoolean()));
            case 1 -> room.invalidate(random.nextBoolean(), random.nextInt(0x1_0000), random.nextInt(32));
            case 2 -> memory.write64(new Gpa(0x4000 + 8 * random.nextInt(16)), random.nextInt(4));
            default -> {
                long at = 0x1000 + 16 * random.nextInt(8);
                memory.write64(new Gpa(at), sparse(random) | random.nextInt(4) | 0x4000L << 32 & -random.nextInt(2));
                memory.write64(new Gpa(at + 8), sparse(random) & sparse(random));
            }
        }
    }

    private static long table(SplittableRandom random) {
        return random.nextInt(8) == 0 ? random.nextLong() & -0x1000 : 0x1000;
    }

    private static long sparse(SplittableRandom random) {
        return random.nextLong() & random.nextLong() & random.nextLong() & random.nextLong();
    }

    private static Iova message(SplittableRandom random) {
        int bits = random.nextInt(4) == 0 ? random.nextInt(1 << 20) : random.nextInt(1 << 8) | 0x10;
        return new Iova(0xFEE0_0000L | bits);
    }

    private static int data(SplittableRandom random) {
        return random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(4);
    }
}
