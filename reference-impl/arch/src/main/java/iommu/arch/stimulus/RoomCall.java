package iommu.arch.stimulus;

import iommu.arch.Access;
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
import iommu.arch.seam.SafetyPolicy.Configuration;
import java.util.Optional;
import java.util.Set;

/**
 * A call of a seam of rooms 03, 05, 06, 07, 09, 11, 12 and 13, one record for each method. Reads of registers are
 * {@link Stimulus.RegisterRead}; memory is made by the stores and readabilities of {@link Stimulus}.
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
                || this instanceof BeginDriver || this instanceof DetachListener
                || this instanceof ResetUnit || this instanceof ResetRoom
                || this instanceof PerformOutside);
    }
}
