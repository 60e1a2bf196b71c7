package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.grade.labs.Judged;
import iommu.oracle.FaultLogContract;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.QueueRelation;
import iommu.oracle.RegisterRelation;
import iommu.oracle.RunRelation;
import iommu.oracle.SafetyContract;
import iommu.oracle.SafetyRelation;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.util.function.Supplier;

/** Which relation of the oracle judges a case of a room whose answers depend on what it answered before. */
final class RoomLaws {

    private static final int MAJOR_VERSION = 1;

    private RoomLaws() {
    }

    /** @param judged what is judged of the room's answers */
    static Supplier<RunRelation> begin(Lawbook book, Judged judged, Plan plan) {
        return plan.room() == Room.UNIT ? UnitLaw.of(plan, judged) : () -> of(book, judged, plan);
    }

    private static RunRelation of(Lawbook book, Judged judged, Plan plan) {
        Capabilities unit = plan.capabilities();
        return switch (plan.room()) {
            case FAULTS -> book == Lawbook.CONTRACT ? new FaultLogContract(unit)
                    : judged == Judged.RECORDS ? FaultLogRelation.ofRecords(unit) : new FaultLogRelation(unit);
            case REGISTERS -> book == Lawbook.CONTRACT ? RegisterRelation.ofPairs(unit, MAJOR_VERSION)
                    : new RegisterRelation(unit, MAJOR_VERSION);
            case QUEUE -> book == Lawbook.CONTRACT ? QueueRelation.exact(unit) : new QueueRelation(unit);
            case DRIVER -> new DriverLaw(unit, plan, book == Lawbook.CONTRACT);
            case SAFETY -> safety(judged);
            case SHADOW -> new ShadowLaw(plan, judged);
            case NOTIFIER -> new NotifierLaw(plan, judged);
            case MACHINE, CONTEXT, WALK, IOTLB, UNIT -> throw new IllegalArgumentException("sets judge the room " + plan.room());
        };
    }

    private static RunRelation safety(Judged judged) {
        return switch (judged) {
            case VERDICTS -> SafetyRelation.ofVerdicts(Configuration.DEFAULT);
            case ORDER -> SafetyContract.ofOrder(Configuration.DEFAULT);
            case TEXTS -> SafetyContract.ofTexts(Configuration.DEFAULT);
            default -> new SafetyRelation(Configuration.DEFAULT);
        };
    }
}
