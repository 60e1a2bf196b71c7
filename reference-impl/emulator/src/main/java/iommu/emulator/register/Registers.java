package iommu.emulator.register;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultRecording;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.Field;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.Register;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The register file (§11.4): one stored word for each register, changed only where its fields allow, and a reaction
 * for each register whose write means something.
 *
 * <p>Software may use 4 or 8 bytes; an access of 8 is two of 4, the low one first (§11.2). So a 64-bit command acts
 * when its upper half is written (§11.4.6).
 */
public final class Registers implements RegisterFile {

    private final RegisterWords words;
    private final Programmed programmed;
    private final MemoryTypeRegisters memoryTypes;
    private final InvalidationCommands invalidations;
    private List<Entry128> records;
    private TableMode mode = TableMode.LEGACY;
    private long interruptPointer;

    /** Of version 1, which may be asked for invalidation by registers. */
    public Registers(Capabilities capabilities) {
        this(capabilities, 1);
    }

    /** @param majorVersion VER.MAX; from 6 on invalidation by registers is gone (§11.4.1) */
    public Registers(Capabilities capabilities, int majorVersion) {
        words = new RegisterWords(new Layout(capabilities), Map.of(
                Register.VER, Field.VER_MAX.of(majorVersion),
                Register.CAP, CapabilityWords.capability(capabilities),
                Register.ECAP, CapabilityWords.extendedCapability(capabilities)));
        programmed = new Programmed(words);
        memoryTypes = new MemoryTypeRegisters(capabilities);
        invalidations = new InvalidationCommands(capabilities, majorVersion);
        records = Collections.nCopies(capabilities.faultRecords(), new Entry128(0, 0));
    }

    @Override
    public void reset() {
        words.reset();
        memoryTypes.reset();
        mode = TableMode.LEGACY;
        interruptPointer = 0;
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
        words.set(Register.FSTS, status);
        words.set(Field.FECTL_IP, faults.eventPending() ? 1 : 0);
        records = faults.records();
    }

    @Override
    public void show(QueueStatus queue) {
        words.set(Field.IQH_QH, queue.head());
        words.set(Field.ICS_IWC, queue.waitCompleted() ? 1 : 0);
        words.set(Field.IECTL_IP, queue.eventPending() ? 1 : 0);
        words.set(Register.IQERCD, Field.IQERCD_IQEI.of(queue.error().ordinal())
                | Field.IQERCD_ITESID.of(queue.timedOut().value()) | Field.IQERCD_ICESID.of(queue.unexpected().value()));
    }

    @Override
    public void show(PageRequestStatus pageRequests) {
        words.set(Field.PQT_PQT, pageRequests.tail());
        words.set(Register.PRS, Field.PRS_PPR.of(pageRequests.pending() ? 1 : 0)
                | Field.PRS_PRO.of(pageRequests.overflow() ? 1 : 0));
        words.set(Field.PECTL_IP, pageRequests.eventPending() ? 1 : 0);
    }

    private static boolean isAccess(int offset, int size) {
        return (size == 4 || size == 8) && offset >= 0 && offset % size == 0; // §11.2
    }

    private long readHalf(int offset) {
        if (isRecord(offset)) {
            return recordHalf(offset - Register.FRCD.offset());
        }
        if (memoryTypes.holds(offset)) {
            return memoryTypes.readHalf(offset);
        }
        return words.at(offset).map(register -> words.readHalf(register, shift(register, offset))).orElse(0L);
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
        if (memoryTypes.holds(offset)) {
            memoryTypes.writeHalf(offset, value);
            return List.of();
        }
        Optional<Register> register = words.at(offset);
        return register.isPresent() ? writeHalf(register.get(), shift(register.get(), offset), value) : List.of();
    }

    private List<Effect> writeHalf(Register register, int shift, long value) {
        long cleared = words.cleared(register, value);
        if (cleared != 0) {
            return clear(register, cleared);
        }
        long old = words.get(register);
        return words.writeHalf(register, shift, value) ? react(register, shift, old) : List.of();
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
        return topHalf && (value & 1L << 31) != 0 // §11.4.7.6: F, bit 127, is RW1CS
                ? List.of(new Effect.ClearFaultRecord(offset / FaultRecording.SIZE))
                : List.of();
    }

    /** Software wrote 1 to these bits, which were 1. What owns them clears them and shows the result. */
    private static List<Effect> clear(Register register, long bits) {
        if (register == Register.ICS) {
            return List.of(new Effect.ClearWaitCompletion());
        }
        if (register == Register.PRS) {
            return List.of(new Effect.ClearPageRequestStatus(Field.PRS_PPR.isSet(bits), Field.PRS_PRO.isSet(bits)));
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
        boolean changed = old != words.get(register);
        return switch (register) {
            case GCMD -> command();
            case FECTL, FEDATA, FEADDR, FEUADDR -> List.of(new Effect.ProgramFaultEvent(programmed.faultEvent()));
            case IECTL, IEDATA, IEADDR, IEUADDR ->
                    List.of(new Effect.ProgramInvalidationEvent(programmed.invalidationEvent()));
            case PECTL, PEDATA, PEADDR, PEUADDR ->
                    List.of(new Effect.ProgramPageRequestEvent(programmed.pageRequestEvent()));
            case IQT -> List.of(updateQueue());
            case IQA -> changed ? List.of(updateQueue()) : List.of();
            case PQH, PQT -> List.of(new Effect.UpdatePageRequestQueue(programmed.pageRequests()));
            case PQA -> changed ? List.of(new Effect.UpdatePageRequestQueue(programmed.pageRequests())) : List.of();
            case PMEN, PLMBASE, PLMLIMIT, PHMBASE, PHMLIMIT -> changed ? protect() : List.of();
            case CCMD -> upperHalf && words.isSet(Field.CCMD_ICC) ? contextCommand() : List.of();
            case IOTLB -> upperHalf && words.isSet(Field.IOTLB_IVT) ? iotlbCommand() : List.of();
            default -> List.of();
        };
    }

    /**
     * Several fields may change at once: root pointer and interrupt table pointer first, then queue, then interrupts,
     * then translation (freedom {@code commands}). All are done when the write returns; so is WBF, and WBFS reads 0.
     */
    private List<Effect> command() {
        long command = words.get(Register.GCMD);
        List<Effect> effects = new ArrayList<>();
        if (Field.GCMD_SRTP.isSet(command)) {
            effects.addAll(setRootTable());
        }
        if (Field.GCMD_SIRTP.isSet(command)) {
            effects.add(setInterruptTable());
        }
        if (changes(Field.GCMD_QIE, command, Field.GSTS_QIES)) {
            effects.add(updateQueue());
        }
        if (changes(Field.GCMD_IRE, command, Field.GSTS_IRES) | changes(Field.GCMD_CFI, command, Field.GSTS_CFIS)) {
            effects.add(remapInterrupts());
        }
        if (changes(Field.GCMD_TE, command, Field.GSTS_TES)) {
            effects.add(new Effect.Translate(words.isSet(Field.GSTS_TES)));
        }
        return effects;
    }

    /** RTADDR takes effect now (§6.6). */
    private List<Effect> setRootTable() {
        mode = TableMode.values()[(int) words.get(Field.RTADDR_TTM)];
        words.set(Field.GSTS_RTPS, 1); // §11.4.4.2
        Gpa table = new Gpa(words.get(Register.RTADDR) & Field.RTADDR_RTA.mask());
        return List.of(new Effect.UseRootTable(table, mode, words.isSet(Field.RTADDR_SSIRWE)), updateQueue());
    }

    /** IRTA takes effect now (§6.7). */
    private Effect setInterruptTable() {
        interruptPointer = words.get(Register.IRTA);
        words.set(Field.GSTS_IRTPS, 1); // §11.4.4.2
        return remapInterrupts();
    }

    private Effect remapInterrupts() {
        return new Effect.ProgramInterruptRemapping(programmed.interrupts(interruptPointer));
    }

    /** Takes over a level-sensitive command bit into its status bit (§11.4.4.1). @return whether it changed */
    private boolean changes(Field bit, long command, Field status) {
        boolean before = words.isSet(status);
        words.set(status, bit.get(command));
        return before != words.isSet(status);
    }

    /** Base and limit may be changed while they protect, and count at once (freedom {@code protected-while-on}). */
    private List<Effect> protect() {
        words.set(Field.PMEN_PRS, words.get(Field.PMEN_EPM)); // §11.4.8.1
        return List.of(new Effect.ProtectMemory(programmed.protectedMemory()));
    }

    private List<Effect> contextCommand() {
        InvalidationCommands.Result result = invalidations.context(words.get(Register.CCMD), byRegisters());
        words.set(Register.CCMD, result.register()); // §11.4.6.1: ICC clear, CAIG says what was done
        return result.effects();
    }

    private List<Effect> iotlbCommand() {
        InvalidationCommands.Result result =
                invalidations.iotlb(words.get(Register.IOTLB), words.get(Register.IVA), byRegisters());
        words.set(Register.IOTLB, result.register()); // §11.4.6.3: IVT clear, IAIG says what was done
        return result.effects();
    }

    /** Whether invalidation by registers works at all just now (freedom {@code both-interfaces}). */
    private boolean byRegisters() {
        return mode == TableMode.LEGACY && !words.isSet(Field.GSTS_QIES); // §6.5.1, §11.4.6
    }

    private Effect updateQueue() {
        return new Effect.UpdateQueue(programmed.queue(mode));
    }
}
