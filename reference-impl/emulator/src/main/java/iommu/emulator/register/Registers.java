package iommu.emulator.register;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultRecording;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.Field;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.Register;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The register file (§11.4): one stored word for each register, changed only where {@link Register#changeable()}
 * allows, and a reaction for each register whose write means something.
 *
 * <p>Software may use 4 or 8 bytes; an access of 8 is two of 4, the low one first (§11.2). So a 64-bit command acts
 * when its upper half is written (§11.4.6).
 */
public final class Registers implements RegisterFile {

    private final Map<Register, Long> words = new EnumMap<>(Register.class);
    private final InvalidationCommands commands;
    private List<Entry128> records;
    private TableMode mode = TableMode.LEGACY;

    /** @param majorVersion VER.MAX; from 6 on invalidation by registers is gone (§11.4.1) */
    public Registers(Capabilities capabilities, int majorVersion) {
        for (Register register : Register.values()) {
            words.put(register, 0L);
        }
        words.put(Register.VER, Field.VER_MAX.of(majorVersion));
        words.put(Register.CAP, CapabilityWords.capability(capabilities));
        words.put(Register.ECAP, CapabilityWords.extendedCapability(capabilities));
        words.put(Register.FECTL, Field.FECTL_IM.mask()); // §11.4.7.2: masked after reset
        words.put(Register.IECTL, Field.IECTL_IM.mask()); // §11.4.9.5
        commands = new InvalidationCommands(capabilities, majorVersion);
        records = Collections.nCopies(capabilities.faultRecords(), new Entry128(0, 0));
    }

    @Override
    public long read(int offset, int size) {
        if (!isAccess(offset, size)) {
            return 0;
        }
        return size == 4 ? readHalf(offset) : readHalf(offset) | readHalf(offset + 4) << 32;
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        if (!isAccess(offset, size)) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>(writeHalf(offset, value & 0xFFFF_FFFFL));
        if (size == 8) {
            effects.addAll(writeHalf(offset + 4, value >>> 32)); // §11.2: low half first
        }
        return effects;
    }

    @Override
    public void show(FaultStatus faults) {
        long status = Field.FSTS_FRI.of(faults.firstPending()) | Field.FSTS_PPF.of(faults.faultPending() ? 1 : 0);
        for (FaultCondition condition : faults.conditions()) {
            status |= condition.field().mask();
        }
        words.put(Register.FSTS, status);
        replace(Register.FECTL, Field.FECTL_IP, faults.eventPending() ? 1 : 0);
        records = faults.records();
    }

    @Override
    public void show(QueueStatus queue) {
        words.put(Register.IQH, Field.IQH_QH.of(queue.head()));
        words.put(Register.ICS, Field.ICS_IWC.of(queue.waitCompleted() ? 1 : 0));
        replace(Register.IECTL, Field.IECTL_IP, queue.eventPending() ? 1 : 0);
        words.put(Register.IQERCD, Field.IQERCD_IQEI.of(queue.error().ordinal())
                | Field.IQERCD_ITESID.of(queue.timedOut().value()));
    }

    private static boolean isAccess(int offset, int size) {
        return (size == 4 || size == 8) && offset >= 0 && offset % size == 0; // §11.2
    }

    private long readHalf(int offset) {
        if (isRecord(offset)) {
            return recordHalf(offset - Register.FRCD.offset());
        }
        for (Register register : Register.values()) {
            if (register.attribute() != Register.Attribute.COMMAND && holds(register, offset)) {
                return words.get(register) >>> shift(register, offset) & 0xFFFF_FFFFL;
            }
        }
        return 0;
    }

    private long recordHalf(int offset) {
        Entry128 bits = records.get(offset / FaultRecording.SIZE);
        long word = (offset & 8) == 0 ? bits.low() : bits.high();
        return word >>> 8 * (offset & 4) & 0xFFFF_FFFFL;
    }

    private List<Effect> writeHalf(int offset, long value) {
        if (isRecord(offset)) {
            return clearRecord(offset - Register.FRCD.offset(), value);
        }
        for (Register register : Register.values()) {
            if (holds(register, offset)) {
                return writeHalf(register, shift(register, offset), value);
            }
        }
        return List.of();
    }

    private List<Effect> writeHalf(Register register, int shift, long value) {
        long old = words.get(register);
        long changed = 0xFFFF_FFFFL << shift & register.changeable();
        long merged = old & ~changed | value << shift & changed; // §11.3: reserved and read-only bits stay
        return switch (register.attribute()) {
            case READ_ONLY -> List.of();
            case WRITE_ONE_TO_CLEAR -> clear(register, old & merged & changed);
            case COMMAND, READ_WRITE -> {
                words.put(register, merged);
                yield react(register, shift, old);
            }
        };
    }

    private static boolean holds(Register register, int offset) {
        int into = offset - register.offset();
        return register != Register.FRCD && into >= 0 && into < register.width() / 8;
    }

    private static int shift(Register register, int offset) {
        return 8 * (offset - register.offset());
    }

    private boolean isRecord(int offset) {
        int into = offset - Register.FRCD.offset();
        return into >= 0 && into < FaultRecording.SIZE * records.size();
    }

    private static List<Effect> clearRecord(int offset, long value) {
        boolean topHalf = offset % FaultRecording.SIZE == 12;
        return topHalf && (value & 1L << 31) != 0 // §11.4.7.6: F, bit 127, is RW1C
                ? List.of(new Effect.ClearFaultRecord(offset / FaultRecording.SIZE))
                : List.of();
    }

    /** Software wrote 1 to these bits, which were 1. What owns them clears them and shows the result. */
    private static List<Effect> clear(Register register, long bits) {
        if (bits == 0) {
            return List.of(); // §11.3: writing 0 has no effect
        }
        if (register == Register.ICS) {
            return List.of(new Effect.ClearWaitCompletion());
        }
        Set<FaultCondition> cleared = EnumSet.noneOf(FaultCondition.class);
        for (FaultCondition condition : FaultCondition.values()) {
            if (condition.field().isSet(bits)) {
                cleared.add(condition);
            }
        }
        return List.of(new Effect.ClearFaultConditions(cleared));
    }

    private List<Effect> react(Register register, int shift, long old) {
        boolean upperHalf = shift == 32;
        return switch (register) {
            case GCMD -> command(words.put(Register.GCMD, 0L)); // §11.4.4.1: reads as 0
            case FECTL, FEDATA, FEADDR, FEUADDR -> List.of(new Effect.ProgramFaultEvent(
                    event(Register.FECTL, Register.FEDATA, Register.FEADDR, Register.FEUADDR)));
            case IECTL, IEDATA, IEADDR, IEUADDR -> List.of(new Effect.ProgramInvalidationEvent(
                    event(Register.IECTL, Register.IEDATA, Register.IEADDR, Register.IEUADDR)));
            case IQT -> upperHalf ? List.of() : List.of(updateQueue());
            case IQA -> old == words.get(Register.IQA) ? List.of() : List.of(updateQueue());
            case CCMD -> upperHalf && Field.CCMD_ICC.isSet(words.get(Register.CCMD)) ? contextCommand() : List.of();
            case IOTLB -> upperHalf && Field.IOTLB_IVT.isSet(words.get(Register.IOTLB)) ? iotlbCommand() : List.of();
            default -> List.of();
        };
    }

    /** Several fields may change at once: root pointer first, then queue, then translation (freedom {@code commands}). */
    private List<Effect> command(long command) {
        List<Effect> effects = new ArrayList<>();
        if (Field.GCMD_SRTP.isSet(command)) { // §6.6: RTADDR takes effect now; one-shot
            mode = TableMode.values()[(int) Field.RTADDR_TTM.get(words.get(Register.RTADDR))];
            long table = words.get(Register.RTADDR) & Field.RTADDR_RTA.mask();
            effects.add(new Effect.UseRootTable(new Gpa(table), mode));
            effects.add(updateQueue());
            replace(Register.GSTS, Field.GSTS_RTPS, 1); // §11.4.4.2
        }
        if (changes(Field.GCMD_QIE, command, Field.GSTS_QIES)) {
            effects.add(updateQueue());
        }
        if (changes(Field.GCMD_TE, command, Field.GSTS_TES)) {
            effects.add(new Effect.Translate(Field.GCMD_TE.isSet(command)));
        }
        return effects;
    }

    /** Takes over a level-sensitive command bit into its status bit (§11.4.4.1). @return whether it changed */
    private boolean changes(Field bit, long command, Field status) {
        boolean before = status.isSet(words.get(Register.GSTS));
        replace(Register.GSTS, status, bit.get(command));
        return before != bit.isSet(command);
    }

    private List<Effect> contextCommand() {
        InvalidationCommands.Result result = commands.context(words.get(Register.CCMD), byRegisters());
        words.put(Register.CCMD, result.register()); // §11.4.6.1: ICC clear, CAIG says what was done
        return result.effects();
    }

    private List<Effect> iotlbCommand() {
        InvalidationCommands.Result result =
                commands.iotlb(words.get(Register.IOTLB), words.get(Register.IVA), byRegisters());
        words.put(Register.IOTLB, result.register()); // §11.4.6.2: IVT clear, IAIG says what was done
        return result.effects();
    }

    /** Whether invalidation by registers works at all just now (freedom {@code both-interfaces}). */
    private boolean byRegisters() {
        return mode == TableMode.LEGACY && !Field.GSTS_QIES.isSet(words.get(Register.GSTS)); // §6.5.1, §11.4.6
    }

    private Effect updateQueue() {
        long address = words.get(Register.IQA);
        return new Effect.UpdateQueue(new QueueRegisters(Field.GSTS_QIES.isSet(words.get(Register.GSTS)),
                new Gpa(address & Field.IQA_BASE.mask()), (int) Field.IQA_QS.get(address), Field.IQA_DW.isSet(address),
                (int) Field.IQT_QT.get(words.get(Register.IQT)), mode));
    }

    private EventRegisters event(Register control, Register data, Register address, Register upper) {
        return new EventRegisters(Field.FECTL_IM.isSet(words.get(control)),
                new Gpa(words.get(upper) << 32 | words.get(address)), words.get(data).intValue());
    }

    private void replace(Register register, Field field, long value) {
        words.merge(register, field.of(value), (old, bits) -> old & ~field.mask() | bits);
    }
}
