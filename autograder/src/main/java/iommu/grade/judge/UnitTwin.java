package iommu.grade.judge;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * A unit out of trusted rooms beside the one that is judged. It takes the same register writes, and has recorded just the
 * faults that the judged one has answered with: so it knows what registers must read then, and what must reach outside.
 */
public final class UnitTwin {

    private static final int GSTS = 0x1C;
    private static final long TES = 0x8000_0000L;
    private static final long PAGE = 4096;

    private final TrustedRooms rooms;
    private final RoomDriver unit;
    private final List<Effect> owed = new ArrayList<>();

    public UnitTwin(Plan plan) {
        rooms = new TrustedRooms(plan);
        unit = RoomDriver.unit(LegacyUnit::new, plan.capabilities(), rooms);
    }

    /** A step in which nothing is asked. */
    public void tell(Stimulus step) {
        unit.on(step);
        if (unit.on(new RoomCall.OutsideOf()) instanceof RoomAnswer.Effects(List<Effect> effects)) {
            owed.addAll(effects);
        }
    }

    /** The judged unit has ended a request so. */
    public void ended(DmaRequest request, DmaOutcome outcome) {
        if (outcome instanceof DmaOutcome.Blocked(var reason, boolean silent) && !silent) {
            owed.addAll(rooms.rooms().faults().record(new FaultRecord(request.source(), request.pasid(),
                    request.address().alignedTo(PAGE), request.access(), request.kind(), reason,
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), false))));
            rooms.rooms().registers().show(rooms.rooms().faults().status());
        }
    }

    /** What a register must read. */
    public Answer read(Stimulus.RegisterRead read) {
        return unit.on(read);
    }

    /** What must have reached outside since this was last asked. */
    public RoomAnswer.Effects outside() {
        RoomAnswer.Effects effects = new RoomAnswer.Effects(owed);
        owed.clear();
        return effects;
    }

    /** Whether requests are translated. */
    public boolean translating() {
        return (rooms.rooms().registers().read(GSTS, 4) & TES) != 0;
    }

    /** What must have reached outside, and nobody has asked for yet. */
    public List<Effect> owed() {
        return List.copyOf(owed);
    }

    /** Its rooms as they are now. */
    public UnitPort.Rooms rooms() {
        return rooms.rooms();
    }
}
