package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.MappingDriver;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A call of the rooms that answer with effects, or what its memory holds for it. Words and steps: {@link RoomWords}. */
public sealed interface RoomStatement extends Statement {

    /** {@code fault}. */
    record Record(FaultRecord fault) implements RoomStatement {
    }

    /** {@code report}. */
    record Report(FaultCondition condition) implements RoomStatement {
    }

    /** {@code clear-record}. */
    record ClearRecord(int index) implements RoomStatement {
    }

    /** {@code clear}. @param conditions at least one, in the order of FSTS */
    record Clear(List<FaultCondition> conditions) implements RoomStatement {
        public Clear {
            conditions = List.copyOf(conditions);
        }
    }

    /** {@code event}. */
    record Event(EventRegisters registers) implements RoomStatement {
    }

    /** {@code translation-off}. */
    record TranslationOff() implements RoomStatement {
    }

    /** {@code status}. */
    record AskStatus() implements RoomStatement {
    }

    /** {@code slot}: a descriptor in the ring. @param index counted in 128-bit units @param copies how many, as far apart */
    record Slot(int index, QueueWords.Copies copies, QueueWords.Content content) implements RoomStatement {
    }

    /** {@code queue}. */
    record Program(QueueRegisters registers) implements RoomStatement {
    }

    /** {@code device done}. @param number of the device-TLB invalidation, in the order in which they were sent, from 1 */
    record DeviceDone(int number, Optional<SourceId> from) implements RoomStatement {
    }

    /** {@code device timeout}. @param number as in {@link DeviceDone} */
    record DeviceTimeout(int number) implements RoomStatement {
    }

    /** {@code clear-completion}. */
    record ClearCompletion() implements RoomStatement {
    }

    /** {@code drive strict|batched}. @param deviceTlbs the devices that have a device-TLB */
    record BeginDriver(boolean batched, List<SourceId> deviceTlbs) implements RoomStatement {
        public BeginDriver {
            deviceTlbs = List.copyOf(deviceTlbs);
        }
    }

    /** {@code drive attach|detach|map|unmap|sync}. */
    record Drive(MappingDriver.Request request) implements RoomStatement {
    }

    /** {@code show-faults}. */
    record ShowFaults(FaultStatus status) implements RoomStatement {
    }

    /** A call of the room {@code safety}. Words and steps: {@link SafetyWords}. */
    sealed interface OfSafety extends RoomStatement {
    }

    /** {@code listener add}. */
    record AddListener(Listener listener) implements OfSafety {
    }

    /** {@code listener remove}. */
    record RemoveListener(Listener listener) implements OfSafety {
    }

    /** {@code configure}. */
    record Configure(Configuration configuration, boolean running) implements OfSafety {
    }

    /** A call of the rooms that tell listeners. Words and steps: {@link ListenerWords}. */
    sealed interface OfListeners extends RoomStatement {
    }

    /** {@code join}. */
    record Join(Listener listener) implements OfListeners {
    }

    /** {@code leave}. */
    record Leave(int id) implements OfListeners {
    }

    /** {@code replay}. */
    record Replay(int id) implements OfListeners {
    }

    /** {@code translate}. @param root empty for the root table of the language */
    record Translate(boolean on, Optional<Gpa> root) implements OfListeners {
    }

    /**
     * {@code ask}: a listener asks the unit.
     *
     * @param frame what it is answered from an older entry; empty for what the tables say
     */
    record Ask(int id, Access access, Iova page, Optional<Gpa> frame) implements OfListeners {
    }

    /** {@code drop-device-tlb}. @param size in bytes, 0 for all addresses */
    record DropDeviceTlb(SourceId source, Iova start, long size) implements OfListeners {
    }

    /** {@code view}. */
    record View(int id, Iova page) implements OfListeners {
    }

    /** {@code trapped}. */
    record Trapped(Gpa page) implements OfListeners {
    }

    /** {@code no-memory}. */
    record NoMemory(Gpa start, long size) implements OfListeners {
    }

    /** {@code outside}. */
    record AskOutside() implements RoomStatement {
    }

    /** {@code reset}. */
    record Reset() implements RoomStatement {
    }

    /** {@code show-queue}. */
    record ShowQueue(QueueStatus status) implements RoomStatement {
    }

    /** A statement of the room {@code scalable}. Words and steps: {@link ScalableWords}. */
    sealed interface OfScalable extends RoomStatement {
    }

    /** An entry of scalable mode in memory. @param flips bits of it to invert */
    record ScalableEntry(EntryFields kind, Gpa at, Map<String, Long> values, boolean absent, List<Integer> flips) implements OfScalable {
        public ScalableEntry {
            flips = List.copyOf(flips);
        }
    }

    /** {@code sm-lookup}. */
    record LookUpScalable(SourceId source) implements OfScalable {
    }

    /** {@code refuse}. @param kind of a request; empty for a page request */
    record Refuse(ScalableContext context, Pasid pasid, Optional<RequestKind> kind) implements OfScalable {
    }

    /** {@code pasid-lookup}. @param context as the context entry says it, as far as the statement can */
    record LookUpPasid(ScalableContext context, int pasid) implements OfScalable {
    }

    /** {@code stages}. */
    record WalkStages(PasidContext context, Iova address, Access access, boolean supervisor) implements OfScalable {
    }

    /** A statement of the room {@code interrupts}. Words and steps: {@link InterruptWords}. */
    sealed interface OfInterrupts extends RoomStatement {
    }

    /** {@code interrupts on|off}. */
    record ProgramInterrupts(InterruptRegisters registers) implements OfInterrupts {
    }

    /** {@code irte}: an interrupt-remapping entry in memory. */
    record InterruptEntry(Gpa at, InterruptWords.Target target, InterruptWords.Sources from, InterruptWords.Flags flags)
            implements OfInterrupts {
    }

    /** {@code posted-descriptor}: bits 319:256 of one. @param field NDST @param set bits that are set besides */
    record PostedControl(Gpa at, int vector, int field, boolean outstanding, boolean suppress, long set) implements OfInterrupts {
    }

    /** {@code invalidate-interrupts}. */
    record InvalidateInterrupts(boolean all, int index, int mask) implements OfInterrupts {
    }
}
