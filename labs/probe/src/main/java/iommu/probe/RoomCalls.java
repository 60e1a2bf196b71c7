package iommu.probe;

import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;

/** The calls of the rooms that need nothing remembered between them. */
final class RoomCalls {

    private RoomCalls() {
    }

    static Answer lookUp(ContextLookup room, Stimulus stimulus) {
        Stimulus.LookUpContext call = (Stimulus.LookUpContext) stimulus;
        return WellFormed.checked(new Answer.Context(room.lookUp(call.rootTable(), call.source())));
    }

    static Answer walk(PageWalk room, Stimulus stimulus) {
        Stimulus.Walk call = (Stimulus.Walk) stimulus;
        return WellFormed.checked(new Answer.Walk(room.walk(call.start(), call.address(), call.access())));
    }

    static Answer faults(FaultLog room, Stimulus stimulus) {
        return switch (stimulus) {
            case RoomCall.RecordFault call -> RoomEffects.of(room.record(call.fault()));
            case RoomCall.ReportCondition call -> RoomEffects.of(room.report(call.condition()));
            case RoomCall.ClearRecord call -> RoomEffects.of(room.clearRecord(call.index()));
            case RoomCall.ClearConditions call -> RoomEffects.of(room.clear(call.conditions()));
            case RoomCall.ProgramFaultEvent call -> RoomEffects.of(room.program(call.event()));
            case RoomCall.FaultStatusOf call -> WellFormed.checked(new RoomAnswer.Faults(room.status()));
            case RoomCall.DisableTranslation call -> done(room::translationDisabled);
            default -> throw new IllegalArgumentException("no call of a fault log: " + stimulus);
        };
    }

    static Answer registers(RegisterFile room, Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.RegisterRead call -> new Answer.Value(room.read(call.offset(), call.size()));
            case RoomCall.WriteRegister call -> RoomEffects.of(room.write(call.offset(), call.size(), call.value()));
            case RoomCall.ShowFaults call -> done(() -> room.show(call.faults()));
            case RoomCall.ShowQueue call -> done(() -> room.show(call.queue()));
            case RoomCall.ShowPageRequests call -> done(() -> room.show(call.pageRequests()));
            default -> throw new IllegalArgumentException("no call of a register file: " + stimulus);
        };
    }

    private static Answer done(Runnable call) {
        call.run();
        return new Answer.Done();
    }
}
