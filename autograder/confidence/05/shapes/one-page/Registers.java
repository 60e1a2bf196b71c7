package lab05;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A page of bytes as reads see it, another as it was written, and a lambda for each double word that can be written. */
public class Registers implements RegisterFile {

    private static final int TE = 1 << 31;
    private static final int SRTP = 1 << 30;
    private static final int QIE = 1 << 26;
    private static final int IRE = 1 << 25;
    private static final int SIRTP = 1 << 24;
    private static final int CFI = 1 << 23;
    private static final int GSTS = 0x1C;
    private static final int RECORDS = 0x220;

    /** What a write of one double word does. */
    private interface Rule {
        void written(int value, List<Effect> asked);
    }

    private final Capabilities unit;
    private final ByteBuffer seen = page();
    private final ByteBuffer written = page();
    private final Map<Integer, Rule> rules = new HashMap<>();
    private long root;
    private long vectors;

    public Registers(Capabilities capabilities) {
        unit = capabilities;
        seen.putInt(0x00, 0x10);
        seen.putLong(0x08, capability());
        seen.putLong(0x10, extended());
        seen.putInt(0x38, 1 << 31);
        rules.put(0x18, this::command);
        wide(0x20, -4096L | 3 << 10 | bit(unit.platform().separateRights(), 7), null);
        rules.put(0x28, (value, asked) -> keep(0x28, value, 0xFFFF));
        rules.put(0x2C, this::context);
        rules.put(0x34, this::conditions);
        event(0x38, () -> new Effect.ProgramFaultEvent(message(0x38)));
        if (unit.platform().queuedInvalidation()) {
            seen.putInt(0xA0, 1 << 31);
            wide(0x88, 0x7FFF0, this::queue);
            wide(0x90, -4096L | 1 << 11 | 7, this::queue);
            rules.put(0x9C, (value, asked) -> {
                if ((value & seen.getInt(0x9C) & 1) == 1) {
                    asked.add(new Effect.ClearWaitCompletion());
                }
            });
            event(0xA0, () -> new Effect.ProgramInvalidationEvent(message(0xA0)));
        }
        if (unit.interrupts().remapping()) {
            wide(0xB8, -4096L | 15 | bit(unit.interrupts().extendedMode(), 11), null);
        }
        rules.put(0xFC, this::iotlb);
        for (int i = 0; i < unit.faultRecords(); i++) {
            int index = i;
            rules.put(RECORDS + 16 * i + 12, (value, asked) -> {
                if ((value & seen.getInt(RECORDS + 16 * index + 12)) < 0) {
                    asked.add(new Effect.ClearFaultRecord(index));
                }
            });
        }
    }

    private static ByteBuffer page() {
        return ByteBuffer.allocate(0x2000).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long bit(boolean set, int at) {
        return set ? 1L << at : 0;
    }

    private void keep(int offset, int value, int mask) {
        seen.putInt(offset, seen.getInt(offset) & ~mask | value & mask);
    }

    private void plain(int offset, int mask, Supplier<Effect> tells) {
        rules.put(offset, (value, asked) -> {
            keep(offset, value, mask);
            if (tells != null) {
                asked.add(tells.get());
            }
        });
    }

    private void wide(int offset, long mask, Supplier<Effect> tells) {
        plain(offset, (int) mask, tells);
        plain(offset + 4, (int) (mask >>> 32), (int) (mask >>> 32) == 0 ? null : tells);
    }

    private void event(int control, Supplier<Effect> tells) {
        plain(control, 1 << 31, tells);
        plain(control + 4, 0xFFFF, tells);
        plain(control + 8, -4, tells);
        plain(control + 12, -1, tells);
    }

    private EventRegisters message(int control) {
        return new EventRegisters(seen.getInt(control) < 0, new Gpa(seen.getLong(control + 8)), seen.getInt(control + 4));
    }

    private Effect queue() {
        long base = seen.getLong(0x90);
        return new Effect.UpdateQueue(new QueueRegisters((seen.getInt(GSTS) & QIE) != 0, new Gpa(base & -4096L), (int) base & 7,
                (base >>> 11 & 1) == 1, seen.getInt(0x88) >>> 4, mode()));
    }

    private TableMode mode() {
        return TableMode.values()[(int) (root >>> 10) & 3];
    }

    private Effect remapping() {
        int now = seen.getInt(GSTS);
        return new Effect.ProgramInterruptRemapping(new InterruptRegisters((now & IRE) != 0, new Gpa(vectors & -4096L),
                1 << (vectors & 15) + 1, (vectors >>> 11 & 1) == 1, (now & CFI) != 0));
    }

    @Override
    public long read(int offset, int size) {
        if (outside(offset, size)) {
            return 0;
        }
        return size == 8 ? seen.getLong(offset) : Integer.toUnsignedLong(seen.getInt(offset));
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        List<Effect> asked = new ArrayList<>();
        if (!outside(offset, size)) {
            for (int at = 0; at < size; at += 4) {
                int word = (int) (value >>> 8 * at);
                written.putInt(offset + at, word);
                rules.getOrDefault(offset + at, (w, nobody) -> { }).written(word, asked);
            }
        }
        return asked;
    }

    private boolean outside(int offset, int size) {
        return size != 4 && size != 8 || offset < 0 || offset % size > 0 || offset + size > seen.capacity();
    }

    private void command(int value, List<Effect> asked) {
        if ((value & SRTP) != 0) {
            root = seen.getLong(0x20);
            keep(GSTS, SRTP, SRTP);
            asked.add(new Effect.UseRootTable(new Gpa(root & -4096L), mode(), (root >>> 7 & 1) == 1));
        }
        int there = TE;
        if (unit.platform().queuedInvalidation()) {
            there |= QIE;
        }
        if (unit.interrupts().remapping()) {
            there |= IRE | CFI;
            if ((value & SIRTP) != 0) {
                vectors = seen.getLong(0xB8);
                keep(GSTS, SIRTP, SIRTP);
                asked.add(remapping());
            }
        }
        int changed = (value ^ seen.getInt(GSTS)) & there;
        keep(GSTS, value, there);
        for (int bit : new int[] {QIE, IRE, CFI, TE}) {
            if ((changed & bit) != 0) {
                switch (bit) {
                    case QIE -> asked.add(queue());
                    case TE -> asked.add(new Effect.Translate(value < 0));
                    default -> asked.add(remapping());
                }
            }
        }
        if ((value & SRTP) != 0) {
            asked.add(queue());
        }
    }

    private boolean byRegisters() {
        return mode() == TableMode.LEGACY && (seen.getInt(GSTS) & QIE) == 0;
    }

    private void context(int value, List<Effect> asked) {
        keep(0x2C, value, 3 << 29);
        if (value >= 0) {
            return;
        }
        long all = written.getLong(0x28);
        int granularity = byRegisters() ? value >>> 29 & 3 : 0;
        Invalidation command = switch (granularity) {
            case 1 -> ContextInvalidation.global();
            case 2 -> ContextInvalidation.domain(domain(all));
            default -> ContextInvalidation.device(domain(all), new SourceId((int) (all >>> 16) & 0xFFFF), value & 3);
        };
        finish(0x2C, 27, granularity, command, asked);
    }

    private void iotlb(int value, List<Effect> asked) {
        keep(0xFC, value, 3 << 28 | 0x3FFFF);
        if (value >= 0) {
            return;
        }
        long where = written.getLong(0xF0);
        int granularity = byRegisters() ? value >>> 28 & 3 : 0;
        if (granularity == 3 && !unit.pageSelective()) {
            granularity = 2;
        }
        if (granularity == 3 && (where & 63) > unit.maxAddressMask()) {
            granularity = 0;
        }
        Invalidation command = switch (granularity) {
            case 1 -> IotlbInvalidation.global();
            case 2 -> IotlbInvalidation.domain(domain(value));
            default -> IotlbInvalidation.page(domain(value), new Iova(where & -4096L), (int) where & 63, (where & 64) != 0);
        };
        finish(0xFC, 25, granularity, command, asked);
    }

    private void finish(int offset, int actual, int granularity, Invalidation command, List<Effect> asked) {
        if (granularity > 0) {
            asked.add(new Effect.Invalidate(command));
        }
        keep(offset, granularity << actual, 3 << actual);
    }

    private DomainId domain(long did) {
        return new DomainId((int) (did & 0xFFFF & (1L << unit.domainIdBits()) - 1));
    }

    private void conditions(int value, List<Effect> asked) {
        Set<FaultCondition> cleared = EnumSet.noneOf(FaultCondition.class);
        for (FaultCondition condition : FaultCondition.values()) {
            if ((value & seen.getInt(0x34) & mask(condition)) != 0) {
                cleared.add(condition);
            }
        }
        if (!cleared.isEmpty()) {
            asked.add(new Effect.ClearFaultConditions(cleared));
        }
    }

    private static int mask(FaultCondition condition) {
        return switch (condition) {
            case OVERFLOW -> 1;
            case QUEUE_ERROR -> 1 << 4;
            case COMPLETION_ERROR -> 1 << 5;
            case TIMEOUT_ERROR -> 1 << 6;
        };
    }

    @Override
    public void show(FaultStatus faults) {
        int status = faults.firstPending() << 8;
        int at = RECORDS;
        for (Entry128 record : faults.records()) {
            status |= record.high() < 0 ? 2 : 0;
            seen.putLong(at, record.low()).putLong(at + 8, record.high());
            at += 16;
        }
        for (FaultCondition condition : faults.conditions()) {
            status |= mask(condition);
        }
        seen.putInt(0x34, status);
        keep(0x38, faults.eventPending() ? -1 : 0, 1 << 30);
    }

    @Override
    public void show(QueueStatus queue) {
        if (!unit.platform().queuedInvalidation()) {
            return;
        }
        seen.putInt(0x80, queue.head() << 4);
        seen.putInt(0x9C, queue.waitCompleted() ? 1 : 0);
        keep(0xA0, queue.eventPending() ? -1 : 0, 1 << 30);
        seen.putInt(0xB0, queue.error().ordinal());
        seen.putInt(0xB4, queue.unexpected().value() << 16 | queue.timedOut().value());
    }

    private long capability() {
        long word = unit.domainIdBits() / 2 - 2;
        word |= bit(unit.platform().writeBufferFlush(), 4) | bit(unit.platform().protectedLow(), 5);
        word |= bit(unit.platform().protectedHigh(), 6) | bit(unit.cachingMode(), 7);
        for (int levels = 3; levels <= 5; levels++) {
            word |= bit(unit.levels().contains(levels), 6 + levels);
        }
        word |= (long) unit.guestAddressWidth() - 1 << 16 | bit(unit.zeroLengthRead(), 22);
        word |= (long) RECORDS / 16 << 24 | bit(unit.pageSelective(), 39);
        word |= bit(unit.superpages().contains(2), 34) | bit(unit.superpages().contains(3), 35);
        word |= (long) (unit.faultRecords() - 1) << 40 | (long) unit.maxAddressMask() << 48 | 3L << 54;
        return word | bit(unit.scalable().gigabytePages(), 56) | bit(unit.interrupts().posting(), 59)
                | bit(unit.scalable().fiveLevels(), 60) | bit(unit.interrupts().pointerInvalidates(), 62)
                | bit(unit.platform().rootPointerInvalidates(), 63);
    }

    private long extended() {
        var deep = unit.scalable();
        var vector = unit.interrupts();
        Map<Integer, Boolean> flags = new HashMap<>(Map.of(0, unit.coherent(), 1, unit.platform().queuedInvalidation(),
                2, unit.deviceTlb(), 3, vector.remapping(), 4, vector.extendedMode(), 6, unit.passThrough(), 7, unit.snoopControl(),
                25, deep.memoryTypes(), 26, deep.nested(), 29, deep.pageRequests()));
        flags.putAll(Map.of(31, deep.supervisorRequests(), 33, deep.noWriteFlag(), 34, deep.extendedAccessed(),
                40, deep.pasidBits() > 0, 41, unit.platform().deviceTlbThrottling(), 42, deep.pageRequestDrain(),
                43, deep.offered(), 45, deep.secondStageDirty(), 46, deep.secondStage(), 47, deep.firstStage()));
        flags.putAll(Map.of(48, deep.snoopedWalks(), 49, deep.ridPasid(), 52, unit.platform().abortMode(), 53, deep.ridPrivilege(),
                56, deep.translatedWithPasid(), 57, unit.platform().separateRights(), 61, vector.extendedModeRequired(),
                62, vector.remappingRequired()));
        long word = 0xF0L / 16 << 8 | (long) vector.maxHandleMask() << 20 | (long) Math.max(0, deep.pasidBits() - 1) << 35;
        for (var flag : flags.entrySet()) {
            word |= bit(flag.getValue(), flag.getKey());
        }
        return word;
    }
}
