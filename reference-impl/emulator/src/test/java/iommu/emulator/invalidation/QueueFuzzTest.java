package iommu.emulator.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus.Reads;
import iommu.emulator.machine.SparseMemory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever lies in the ring, wherever the tail goes, whoever answers: no exception, no endless loop, and a sane state. */
class QueueFuzzTest {

    private static final int STEPS = 20_000;
    private static final long RING = 0x10_0000;
    private static final int AHEAD = 16;
    /** Nothing; G of most types; IF, SW and FN of waits. */
    private static final long[] TYPE_BITS = {0, 0, 0x10, 0x20, 0x30, 0x70};

    private final SparseMemory memory = new SparseMemory(48);
    private final Set<FaultCondition> set = EnumSet.noneOf(FaultCondition.class);
    private final Set<Integer> askedTags = new TreeSet<>();
    private QueueRegisters registers = QueueRegisters.RESET;
    private int kinds;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nothingBreaksIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Capabilities unit = Capabilities.DEFAULT.with(c -> {
            c.scalableMode = seed % 2 == 0;
            c.abortMode = seed % 3 == 0;
            c.deviceTlb = seed != 5;
            c.pageRequests = seed % 2 == 0;
            c.pageRequestDrain = seed == 4;
            c.deviceTlbThrottling = seed == 6;
        });
        RingQueue queue = new RingQueue(memory, unit);
        for (int step = 0; step < STEPS; step++) {
            for (Effect effect : disturb(random, queue)) {
                take(effect, seed);
            }
            int head = queue.status().head();
            assertThat(head).as("head, seed %s step %s", seed, step).isBetween(0, (256 << 7) - 1);
            assertThat(registers.wide() && head % 2 != 0).as("odd head, seed %s step %s", seed, step).isFalse();
            assertThat(registers.enabled() || head == 0).as("head while off, seed %s step %s", seed, step).isTrue();
        }
        assertThat(Integer.bitCount(kinds)).as("kinds of effects, seed %s: %s", seed, Integer.toBinaryString(kinds))
                .isGreaterThanOrEqualTo(seed == 5 ? 6 : 8);
    }

    /** A stopped queue asks for nothing new, and no tag is given out twice. */
    private void take(Effect effect, long seed) {
        boolean stopped = set.contains(FaultCondition.QUEUE_ERROR) || set.contains(FaultCondition.TIMEOUT_ERROR);
        switch (effect) {
            case Effect.InvalidateDeviceTlb e -> asked(e.tag(), stopped, seed);
            case Effect.InvalidatePasidDeviceTlb e -> asked(e.tag(), stopped, seed);
            case Effect.Invalidate e -> command(1, stopped, seed);
            case Effect.InvalidateScalable e -> command(2, stopped, seed);
            case Effect.InvalidateInterruptEntries e -> command(4, stopped, seed);
            case Effect.RespondToPageGroup e -> command(8, stopped, seed);
            case Effect.StoreStatus e -> kinds |= 16;
            case Effect.SendMessage e -> kinds |= 32;
            case Effect.ReportQueueError e -> {
                kinds |= 64 << e.condition().ordinal();
                set.add(e.condition());
            }
            default -> throw new AssertionError("not an effect of the queue: " + effect);
        }
    }

    private void asked(int tag, boolean stopped, long seed) {
        command(1 << 20, stopped, seed);
        assertThat(askedTags.add(tag)).as("tag %s twice, seed %s", tag, seed).isTrue();
    }

    private void command(int kind, boolean stopped, long seed) {
        kinds |= kind;
        assertThat(stopped).as("commands of a stopped queue, seed %s", seed).isFalse();
    }

    private List<Effect> disturb(SplittableRandom random, RingQueue queue) {
        return switch (random.nextInt(12)) {
            case 0 -> answer(random, queue, true);
            case 1, 2, 3 -> answer(random, queue, false);
            case 4, 5 -> {
                EnumSet<FaultCondition> cleared = EnumSet.noneOf(FaultCondition.class);
                for (FaultCondition condition : FaultCondition.values()) {
                    if (random.nextBoolean()) {
                        cleared.add(condition);
                    }
                }
                set.removeAll(cleared);
                yield queue.cleared(cleared);
            }
            case 6 -> random.nextBoolean() ? queue.completionCleared()
                    : queue.program(new EventRegisters(random.nextBoolean(), new Gpa(random.nextInt()), random.nextInt()));
            case 7 -> program(random, queue);
            default -> {
                int units = 256 << registers.size();
                int head = queue.status().head();
                refill(random, head, units);
                int tail = random.nextInt(64) == 0 ? random.nextInt(1 << 15)
                        : (head + random.nextInt(AHEAD) & (registers.wide() && random.nextInt(64) > 0 ? -2 : -1)) % units;
                registers = new QueueRegisters(registers.enabled(), registers.base(), registers.size(), registers.wide(),
                        tail, registers.mode());
                yield queue.update(registers);
            }
        };
    }

    private List<Effect> answer(SplittableRandom random, RingQueue queue, boolean late) {
        List<Integer> tags = new ArrayList<>(askedTags);
        int tag = tags.isEmpty() || random.nextInt(8) == 0 ? random.nextInt(40) - 2 : tags.get(random.nextInt(tags.size()));
        if (late) {
            askedTags.remove(tag);
            return queue.timeout(tag);
        }
        if (random.nextInt(8) == 0) {
            return queue.done(tag, new SourceId(0x1_0000 - 1));
        }
        askedTags.remove(tag);
        return queue.done(tag);
    }

    private List<Effect> program(SplittableRandom random, RingQueue queue) {
        boolean enabled = random.nextInt(4) > 0;
        if (!enabled) {
            askedTags.clear();
        }
        registers = new QueueRegisters(enabled, new Gpa(random.nextInt(16) == 0 ? random.nextLong() & -0x1000 : RING),
                random.nextInt(8), random.nextInt(3) > 0, registers.tail(), TableMode.values()[random.nextInt(4)]);
        return queue.update(registers);
    }

    /** From the head on: descriptors of the types 0 to 10, few of them with other bits. */
    private void refill(SplittableRandom random, int head, int units) {
        for (int place = head; place < head + AHEAD; place++) {
            boolean upper = registers.wide() && place % 2 == 1 && random.nextInt(64) > 0;
            long noise = random.nextInt(16) == 0 ? random.nextLong() & random.nextLong() & random.nextLong() : 0;
            long low = upper ? 0 : noise | random.nextInt(1, 10) + random.nextInt(64) / 63 | TYPE_BITS[random.nextInt(6)];
            long at = RING + 16L * (place % units);
            memory.write64(new Gpa(at), low);
            memory.write64(new Gpa(at + 8), low == 0 ? 0 : noise & 0x3F);
        }
        memory.readable(new Gpa(RING + 16L * head & -0x1000), random.nextInt(32) == 0 ? Reads.NONE : Reads.ALL);
    }
}
