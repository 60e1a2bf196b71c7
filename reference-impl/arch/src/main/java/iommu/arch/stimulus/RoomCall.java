package iommu.arch.stimulus;

import iommu.arch.Access;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.SafetyPolicy.Configuration;
import java.util.Optional;
import java.util.Set;

/**
 * A call of a seam of rooms 03 and 05 to 13, one record for each method. Reads of registers are
 * {@link Stimulus.RegisterRead}; memory is made by the stores and readabilities of {@link Stimulus}. What the neighbours of
 * room 08 answer is said by {@link ContextIs}, {@link LeafIs}, {@link NothingAt} and {@link NoMemory}, which call nobody.
 */
public sealed interface RoomCall extends Stimulus.OfRoom {

    /** Calls {@link iommu.arch.seam.RegisterFile#write}. Answer: {@link RoomAnswer.Effects}. */
    record WriteRegister(int offset, int size, long value) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.RegisterFile#show(FaultStatus)}. No answer. */
    record ShowFaults(FaultStatus faults) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.RegisterFile#show(QueueStatus)}. No answer. */
    record ShowQueue(QueueStatus queue) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.RegisterFile#show(PageRequestStatus)}. No answer. */
    record ShowPageRequests(PageRequestStatus pageRequests) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#record}. Answer: {@link RoomAnswer.Effects}. */
    record RecordFault(FaultRecord fault) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#report}. Answer: {@link RoomAnswer.Effects}. */
    record ReportCondition(FaultCondition condition) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#clearRecord}. Answer: {@link RoomAnswer.Effects}. */
    record ClearRecord(int index) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#clear}. Answer: {@link RoomAnswer.Effects}. */
    record ClearConditions(Set<FaultCondition> conditions) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#program}. Answer: {@link RoomAnswer.Effects}. */
    record ProgramFaultEvent(EventRegisters event) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#translationDisabled}. No answer. */
    record DisableTranslation() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.FaultLog#status}. Answer: {@link RoomAnswer.Faults}. */
    record FaultStatusOf() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#update}. Answer: {@link RoomAnswer.Effects}. */
    record UpdateQueue(QueueRegisters registers) implements RoomCall {
    }

    /**
     * Calls {@link iommu.arch.seam.InvalidationQueue#done}. Answer: {@link RoomAnswer.Effects}.
     *
     * @param from the device that says so; empty for the call without it
     */
    record DeviceDone(int tag, Optional<SourceId> from) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#timeout}. Answer: {@link RoomAnswer.Effects}. */
    record DeviceTimeout(int tag) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#cleared}. Answer: {@link RoomAnswer.Effects}. */
    record ConditionsCleared(Set<FaultCondition> conditions) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#completionCleared}. Answer: {@link RoomAnswer.Effects}. */
    record CompletionCleared() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#program}. Answer: {@link RoomAnswer.Effects}. */
    record ProgramCompletionEvent(EventRegisters event) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InvalidationQueue#status}. Answer: {@link RoomAnswer.Queue}. */
    record QueueStatusOf() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.ScalableLookup#context}. Answer: {@link RoomAnswer.Context}. */
    record LookUpScalableContext(Gpa rootTable, SourceId source) implements RoomCall {
    }

    /**
     * Calls {@link iommu.arch.seam.ScalableLookup#refusal}. Answer: {@link RoomAnswer.Refusal}.
     *
     * @param kind of a request; empty for a page request
     */
    record AskRefusal(ScalableContext context, Pasid pasid, Optional<RequestKind> kind) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.ScalableLookup#entry}. Answer: {@link RoomAnswer.Entry}. */
    record LookUpPasid(ScalableContext context, int pasid) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.StagedWalk#walk}. Answer: {@link RoomAnswer.Staged}. */
    record WalkStages(PasidContext context, Iova address, Access access, boolean supervisor) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InterruptRemapper#program}. No answer. */
    record ProgramInterrupts(InterruptRegisters registers) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InterruptRemapper#remap}. Answer: {@link RoomAnswer.Remapped}. */
    record Remap(SourceId source, Iova address, int data) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.InterruptRemapper#invalidate}. No answer. */
    record InvalidateInterrupts(boolean all, int index, int mask) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.PageRequestQueue#update}. No answer. */
    record UpdatePageRequests(PageRequestRegisters registers) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.PageRequestQueue#take}. Answer: {@link RoomAnswer.Effects}. */
    record TakePageRequest(PageRequest request) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.PageRequestQueue#clear}. Answer: {@link RoomAnswer.Effects}. */
    record ClearPageRequests(boolean pending, boolean overflow) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.PageRequestQueue#program}. Answer: {@link RoomAnswer.Effects}. */
    record ProgramPageRequestEvent(EventRegisters event) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.PageRequestQueue#status}. Answer: {@link RoomAnswer.PageRequests}. */
    record PageRequestStatusOf() implements RoomCall {
    }

    /**
     * Makes a {@link iommu.arch.seam.MappingDriver}; without it the first {@link Drive} makes a strict one. No answer.
     *
     * @param deviceTlbs the devices that have a device-TLB and use it
     */
    record BeginDriver(boolean batched, Set<SourceId> deviceTlbs) implements RoomCall {
        public BeginDriver {
            deviceTlbs = Set.copyOf(deviceTlbs);
        }
    }

    /** Calls {@link iommu.arch.seam.MappingDriver}. Answer: {@link RoomAnswer.Acts}. */
    record Drive(MappingDriver.Request request) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.SafetyPolicy#attach}. Answer: {@link RoomAnswer.Decided}. */
    record AttachListener(Listener listener) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.SafetyPolicy#detach}. No answer. */
    record DetachListener(Listener listener) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.SafetyPolicy#reconfigure}. Answer: {@link RoomAnswer.Decided}. */
    record Reconfigure(Configuration configuration, boolean running) implements RoomCall {
    }

    /**
     * Calls {@link iommu.arch.seam.SafetyPolicy#configuration} and {@link iommu.arch.seam.SafetyPolicy#attached}. Answer:
     * {@link RoomAnswer.Policy}.
     */
    record PolicyOf() implements RoomCall {
    }

    /**
     * Calls {@link iommu.arch.seam.MappingNotifier#add}, answer: {@link RoomAnswer.Wishes}, or
     * {@link iommu.arch.seam.ShadowTables#add}, answer: {@link RoomAnswer.Told}. So do {@link Leave}, {@link CarriedOut} and
     * {@link ChangeUnit} call the method of the room.
     */
    record Join(Listener listener) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.MappingNotifier#remove}. Answer: {@link RoomAnswer.Wishes}. */
    record Leave(Listener listener) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.MappingNotifier#replay}. Answer: {@link RoomAnswer.Told}. */
    record Replay(Listener listener) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.MappingNotifier#invalidated}. Answer: {@link RoomAnswer.Told}. */
    record CarriedOut(Invalidation command) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.MappingNotifier#deviceTlbInvalidated}. Answer: {@link RoomAnswer.Told}. */
    record DropDeviceTlb(SourceId source, Iova start, long size) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.MappingNotifier#unitChanged}. Answer: {@link RoomAnswer.Told}. */
    record ChangeUnit(boolean translating, Gpa root) implements RoomCall {
    }

    /**
     * Calls {@link iommu.arch.seam.MappingNotifier#served}. No answer. The rest is for the judge: which listener has asked
     * the unit, and for what.
     */
    record Serve(Listener listener, DomainId domain, Iova page, Access access) implements RoomCall {
    }

    /** Calls nobody: what the events have made a listener believe of this page. Answer: {@link RoomAnswer.View}. */
    record ViewOf(int listener, Iova page) implements RoomCall {
    }

    /** From now on the lookup of this source from this root table ends so. No answer. */
    record ContextIs(Gpa root, SourceId source, ContextResult result) implements RoomCall {
    }

    /** From now on walks from this top table find this leaf, in place of whatever was there. No answer. */
    record LeafIs(Gpa table, Piece leaf) implements RoomCall {
    }

    /** From now on walks from this top table find nothing in this natural block. No answer. */
    record NothingAt(Gpa table, Iova start, long size) implements RoomCall {
    }

    /** There is no memory at these bytes. No answer. */
    record NoMemory(Gpa start, long size) implements RoomCall {
    }

    /**
     * The guest stores. If the room traps that page, {@link iommu.arch.seam.ShadowTables#stored} is called. Answer:
     * {@link RoomAnswer.Told}.
     *
     * @param value what was stored; of 8 bytes its low half
     * @param size  in bytes: 8 or 16
     */
    record TrapStore(Gpa at, Entry128 value, int size) implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.ShadowTables#trapped}. Answer: {@link RoomAnswer.Trapped}. */
    record TrappedAt(Gpa page) implements RoomCall {
    }

    /**
     * What a {@link iommu.arch.seam.UnitPort} has done outside itself since this was last asked, in order. Answer:
     * {@link RoomAnswer.Effects}.
     */
    record OutsideOf() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.UnitPort#reset}. No answer. */
    record ResetUnit() implements RoomCall {
    }

    /** Calls {@link iommu.arch.seam.UnitPort.Outside#perform}. No answer. */
    record PerformOutside(Effect effect) implements RoomCall {
    }

    /** Calls {@code reset} of a room that a unit is made of. No answer. */
    record ResetRoom(Of room) implements RoomCall {

        /** Which room. */
        public enum Of {
            FAULTS, REGISTERS, QUEUE
        }
    }

    /** Whether the method gives something back. */
    default boolean answered() {
        return !(this instanceof ShowFaults || this instanceof ShowQueue || this instanceof ShowPageRequests
                || this instanceof DisableTranslation || this instanceof ProgramInterrupts
                || this instanceof InvalidateInterrupts || this instanceof UpdatePageRequests
                || this instanceof BeginDriver || this instanceof DetachListener || this instanceof Serve
                || this instanceof ContextIs || this instanceof LeafIs || this instanceof NothingAt || this instanceof NoMemory
                || this instanceof ResetUnit || this instanceof ResetRoom
                || this instanceof PerformOutside);
    }
}
