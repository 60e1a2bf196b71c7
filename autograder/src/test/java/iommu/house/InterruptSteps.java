package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Interrupt requests through few entries, which software rewrites and sometimes forgets to invalidate. */
final class InterruptSteps implements RoomSteps {

    private static final long TABLE = 0x10_0000L;
    private static final long POSTED = 0x20_0000L;
    private static final int ENTRIES = 8;

    private final Random random;
    private final Capabilities unit;
    private final Map<Integer, Entry128> stored = new HashMap<>();
    private InterruptRegisters registers = InterruptRegisters.RESET;

    InterruptSteps(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    static Capabilities unit(Random random) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = random.nextBoolean();
            c.coherent = random.nextInt(4) > 0;
            c.hostAddressWidth = 39;
            c.interruptRemapping = true;
            c.extendedInterruptMode = random.nextBoolean();
            c.postedInterrupts = random.nextInt(4) > 0;
            c.maxHandleMask = 3;
            c.interruptPointerInvalidates = random.nextBoolean();
            c.extendedInterruptModeRequired = c.extendedInterruptMode && random.nextInt(4) == 0;
            c.interruptRemappingRequired = random.nextInt(4) == 0;
        });
    }

    @Override
    public Stimulus next() {
        return switch (random.nextInt(24)) {
            case 0 -> program();
            case 1, 2 -> new RoomCall.InvalidateInterrupts(random.nextInt(4) == 0, random.nextInt(ENTRIES), random.nextInt(4));
            case 3 -> new Stimulus.Flush(new Gpa(TABLE + 64L * random.nextInt(2)));
            case 4 -> random.nextInt(8) == 0 ? new Stimulus.Readable(new Gpa(random.nextBoolean() ? TABLE : POSTED),
                    random.nextInt(3) > 0 ? Reads.ALL : Reads.NONE) : remap();
            case 5, 6, 7 -> entry();
            case 8, 9 -> descriptor();
            default -> registers.enabled() || random.nextInt(4) == 0 ? remap() : program();
        };
    }

    private Stimulus program() {
        boolean extended = unit.interrupts().extendedMode() && random.nextInt(3) > 0;
        Gpa table = new Gpa(random.nextInt(12) == 0 ? (1L << 39) - 4096 : TABLE);
        registers = new InterruptRegisters(random.nextInt(6) > 0, table, table.value() == TABLE ? 8 : 512, extended, random.nextBoolean());
        return new RoomCall.ProgramInterrupts(registers);
    }

    private Stimulus entry() {
        int index = random.nextInt(ENTRIES);
        boolean posted = random.nextInt(3) == 0;
        long low = (random.nextInt(6) == 0 ? 0 : 1) | (random.nextInt(4) == 0 ? 2 : 0) | (long) random.nextInt(16) << 8 | (long) random.nextInt(4) << 16;
        long high = random.nextInt(4) | (long) random.nextInt(4) << 16 | (long) random.nextInt(random.nextInt(6) == 0 ? 4 : 3) << 18;
        if (posted) {
            low |= 1 << 15 | (long) random.nextInt(2) << 14 | POSTED + 64L * random.nextInt(2) << 32;
        } else {
            low |= (long) random.nextInt(random.nextInt(4) == 0 ? 64 : 4) << 2;
            low |= registers.extendedMode() && random.nextInt(8) > 0 ? (long) random.nextInt() << 32 : (long) random.nextInt(256) << 40;
        }
        if (random.nextInt(12) == 0) {
            low ^= 1L << random.nextInt(64);
        }
        if (random.nextInt(12) == 0) {
            high ^= 1L << random.nextInt(64);
        }
        Entry128 entry = new Entry128(low, high);
        stored.put(index, entry);
        return new Stimulus.Store128(new Gpa(TABLE + 16L * index), entry);
    }

    private Stimulus descriptor() {
        long at = POSTED + 64L * random.nextInt(2);
        if (random.nextInt(3) == 0) {
            return new Stimulus.Store64(new Gpa(at + 8L * random.nextInt(4)), random.nextLong());
        }
        if (random.nextInt(12) == 0) {
            return new Stimulus.Store64(new Gpa(at + 40 + 8L * random.nextInt(3)), random.nextInt(3));
        }
        long control = random.nextInt(4) | (long) random.nextInt(256) << 16 | (long) random.nextInt(256) << 40;
        return new Stimulus.Store64(new Gpa(at + 32), random.nextInt(8) == 0 ? control ^ 1L << random.nextInt(64) : control);
    }

    private Stimulus remap() {
        boolean subhandle = random.nextInt(4) == 0;
        int handle = random.nextInt(random.nextInt(12) == 0 ? 1 << 16 : ENTRIES);
        long address = 0xFEE0_0000L | (random.nextInt(12) == 0 ? 0 : 1 << 4) | (handle & 0x7FFF) << 5 | handle >>> 15 << 2
                | (subhandle ? 1 << 3 : 0) | random.nextInt(4);
        int data = subhandle ? random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(3) : random.nextInt();
        return new RoomCall.Remap(new SourceId(random.nextInt(4)), new Iova(address), data);
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof RoomAnswer.Remapped(InterruptOutcome outcome, var changed)) {
            buckets.add(switch (outcome) {
                case InterruptOutcome.Blocked(var fault, int index) -> fault.reason().name() + (fault.suppressed() ? " silent" : "");
                case InterruptOutcome.Posted p -> p.notifies() ? "notified" : "posted";
                default -> outcome.getClass().getSimpleName();
            });
            if (outcome instanceof InterruptOutcome.Interrupt i && stored.values().stream()
                    .noneMatch(e -> (e.low() & 1) != 0 && (e.low() >>> 16 & 0xFF) == i.vector() && (e.low() >>> 5 & 7) == i.deliveryMode())) {
                buckets.add("stale");
            }
        }
        return buckets;
    }
}
