package iommu.probe;

import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.PageWalk;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;

/** The calls of the rooms that have one method. */
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
}
