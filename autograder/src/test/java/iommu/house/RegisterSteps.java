package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Accesses of every register by 4 and 8 bytes, commands one at a time, statuses shown, and now and then nonsense. */
final class RegisterSteps implements RoomSteps {

    private static final int[] COMMANDS = {31, 30, 27, 26, 25, 24, 23};

    private final Random random;
    private final Capabilities unit;
    private final Deque<Stimulus> ahead = new ArrayDeque<>();
    private int status;

    RegisterSteps(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    static Capabilities unit(Random random) {
        boolean scalable = random.nextBoolean();
        boolean devices = random.nextBoolean();
        return Capabilities.DEFAULT.with(c -> {
            c.hostAddressWidth = random.nextBoolean() ? 39 : 46;
            c.guestAddressWidth = random.nextBoolean() ? 48 : 39;
            c.domainIdBits = random.nextBoolean() ? 16 : 8;
            c.cachingMode = random.nextBoolean();
            c.pageSelective = random.nextInt(4) > 0;
            c.maxAddressMask = random.nextBoolean() ? 18 : 9;
            c.faultRecords = 1 << random.nextInt(4);
            c.queuedInvalidation = scalable || devices || random.nextInt(4) > 0;
            c.deviceTlb = devices;
            c.writeBufferFlush = !scalable && random.nextBoolean();
            c.protectedLow = random.nextBoolean();
            c.protectedHigh = random.nextBoolean();
            c.abortMode = random.nextBoolean();
            c.rootPointerInvalidates = random.nextBoolean();
            c.separateRights = scalable && random.nextBoolean();
            c.scalableMode = scalable;
            c.firstStage = scalable;
            c.secondStage = scalable;
            c.pasidBits = scalable ? 20 : 0;
            c.pageRequests = scalable && devices;
            c.interruptRemapping = c.queuedInvalidation && random.nextInt(4) > 0;
            c.extendedInterruptMode = c.interruptRemapping && random.nextBoolean();
            c.postedInterrupts = c.interruptRemapping && random.nextBoolean();
        });
    }

    @Override
    public Stimulus next() {
        if (!ahead.isEmpty()) {
            return ahead.removeFirst();
        }
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> command();
            case 3 -> new RoomCall.ShowFaults(faults());
            case 4 -> new RoomCall.ShowQueue(new QueueStatus(random.nextInt(1 << 15), random.nextBoolean(), random.nextBoolean(),
                    QueueError.values()[random.nextInt(8)], new SourceId(random.nextInt(1 << 16)), new SourceId(random.nextInt(1 << 16))));
            case 5 -> new RoomCall.ShowPageRequests(new PageRequestStatus(random.nextInt(1 << 14), random.nextBoolean(),
                    random.nextBoolean(), random.nextBoolean()));
            case 6 -> invalidate();
            case 7, 8, 9 -> write();
            case 10 -> stray();
            default -> read();
        };
    }

    private Register register() {
        Register[] all = Register.values();
        return all[random.nextInt(all.length)];
    }

    private int offset(Register register) {
        return register == Register.FRCD ? register.offset() + 16 * random.nextInt(unit.faultRecords()) + 8 * random.nextInt(2) : register.offset();
    }

    private Stimulus read() {
        Register register = register();
        boolean whole = register.width() > 32 && random.nextBoolean();
        int offset = offset(register) + (register.width() > 32 && !whole ? 4 * random.nextInt(2) : 0);
        return new Stimulus.RegisterRead(offset, whole ? 8 : 4);
    }

    /** Everything but GCMD, CCMD and IOTLB, which have their own. */
    private Stimulus write() {
        Register register = register();
        if (register == Register.GCMD || register == Register.CCMD || register == Register.IOTLB) {
            return read();
        }
        long value = switch (random.nextInt(4)) {
            case 0 -> -1L;
            case 1 -> 0;
            default -> random.nextLong();
        };
        if (register == Register.RTADDR) {
            value &= random.nextInt(3) > 0 ? ~(3L << 10) : -1;
        }
        boolean whole = register.width() > 32 && random.nextBoolean();
        int offset = offset(register) + (register.width() > 32 && !whole ? 4 * random.nextInt(2) : 0);
        return new RoomCall.WriteRegister(offset, whole ? 8 : 4, whole ? value : value & 0xFFFF_FFFFL);
    }

    /** Reads GSTS first, as §11.4.4.1 asks for. */
    private Stimulus command() {
        int bit = COMMANDS[random.nextInt(COMMANDS.length)];
        int level = status & 0x96FF_FFFF;
        int value = random.nextInt(600) == 0 ? random.nextInt() : random.nextBoolean() ? level | 1 << bit : level & ~(1 << bit);
        ahead.add(new RoomCall.WriteRegister(0x018, 4, value & 0xFFFF_FFFFL));
        ahead.add(new Stimulus.RegisterRead(0x01C, 4));
        return new Stimulus.RegisterRead(0x01C, 4);
    }

    private Stimulus invalidate() {
        boolean context = random.nextBoolean();
        int offset = context ? 0x028 : Register.IOTLB.offset();
        long value = context ? 1L << 63 | (long) random.nextInt(4) << 61 | (long) random.nextInt(4) << 32 | random.nextInt() & 0xFFFF_FFFFL
                : 1L << 63 | (long) random.nextInt(4) << 60 | random.nextLong() & 0x0003_FFFF_0000_0000L;
        if (!context) {
            ahead.add(new RoomCall.WriteRegister(Register.IVA.offset(), 8, random.nextLong() & ~0xF80L & (random.nextBoolean() ? ~0x30L : -1)));
        }
        if (random.nextInt(6) == 0) {
            value &= Long.MAX_VALUE;
        }
        if (random.nextBoolean()) {
            ahead.add(new RoomCall.WriteRegister(offset, 8, value));
        } else {
            ahead.add(new RoomCall.WriteRegister(offset, 4, value & 0xFFFF_FFFFL));
            ahead.add(new RoomCall.WriteRegister(offset + 4, 4, value >>> 32));
        }
        ahead.add(new Stimulus.RegisterRead(offset + 4, 4));
        return ahead.removeFirst();
    }

    private FaultStatus faults() {
        List<Entry128> records = new ArrayList<>();
        for (int i = 0; i < unit.faultRecords(); i++) {
            records.add(new Entry128(random.nextLong() & -4096L, random.nextLong() & ~(0xFFFL << 16)));
        }
        Set<FaultCondition> conditions = EnumSet.noneOf(FaultCondition.class);
        for (FaultCondition condition : FaultCondition.values()) {
            boolean there = condition == FaultCondition.OVERFLOW || (condition == FaultCondition.QUEUE_ERROR
                    ? unit.platform().queuedInvalidation() : unit.deviceTlb());
            if (there && random.nextBoolean()) {
                conditions.add(condition);
            }
        }
        return new FaultStatus(records, random.nextInt(unit.faultRecords()), conditions, random.nextBoolean());
    }

    /** Odd sizes, odd alignments, places where nothing is; rarely eight bytes over two registers. */
    private Stimulus stray() {
        int offset = random.nextInt(20) == 0 ? random.nextInt() & 0x7FFF_FFFF : random.nextInt(0x400);
        int size = random.nextInt(10);
        if (random.nextBoolean()) {
            return new Stimulus.RegisterRead(offset, size);
        }
        boolean proper = size == 4 && offset % 4 == 0 || size == 8 && offset % 8 == 0;
        return proper && random.nextInt(40) > 0 ? new Stimulus.RegisterRead(offset, size) : new RoomCall.WriteRegister(offset, size, random.nextLong());
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof Answer.Value(long value) && step instanceof Stimulus.RegisterRead(int offset, int size)) {
            if (offset == 0x01C && size == 4) {
                status = (int) value;
            }
            if (offset == 0x02C && size == 4) {
                buckets.add("CAIG " + (value >>> 27 & 3));
            }
            if (offset == Register.IOTLB.offset() + 4 && size == 4) {
                buckets.add("IAIG " + (value >>> 25 & 3));
            }
            for (Register register : Register.values()) {
                if (register.offset() == offset) {
                    buckets.add("read " + register + (size == 8 ? " whole" : ""));
                }
            }
        } else if (answer instanceof RoomAnswer.Effects(var effects)) {
            effects.forEach(e -> buckets.add(e.getClass().getSimpleName()));
        }
        return buckets;
    }
}
