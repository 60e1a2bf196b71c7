package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.oracle.FaultLogContract;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.QueueRelation;
import iommu.oracle.RegisterRelation;
import iommu.oracle.RunRelation;
import iommu.oracle.SafetyContract;
import iommu.oracle.SafetyRelation;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.util.List;
import java.util.function.Supplier;

/** Which relation of the oracle judges a case of a room whose answers depend on what it answered before. */
final class RoomLaws {

    private static final int MAJOR_VERSION = 1;

    private RoomLaws() {
    }

    /** @param group of the manifest, for groups that are about a part of their room; empty for the whole law */
    static RunRelation of(Lawbook book, String group, Plan plan) {
        Capabilities unit = plan.capabilities();
        return switch (plan.room()) {
            case FAULTS -> book == Lawbook.CONTRACT ? new FaultLogContract(unit)
                    : group.isEmpty() || group.equals("03.event") ? new FaultLogRelation(unit) : FaultLogRelation.ofRecords(unit);
            case REGISTERS -> book == Lawbook.CONTRACT ? RegisterRelation.ofPairs(unit, MAJOR_VERSION)
                    : new RegisterRelation(unit, MAJOR_VERSION);
            case QUEUE -> book == Lawbook.CONTRACT ? QueueRelation.exact(unit) : new QueueRelation(unit);
            case DRIVER -> new DriverLaw(unit, plan, book == Lawbook.CONTRACT);
            case SAFETY -> safety(group);
            case MACHINE, CONTEXT, WALK, IOTLB -> throw new IllegalArgumentException("sets judge the room " + plan.room());
        };
    }

    /** The law of each reading, where it is known which there are; a room that keeps one of them is in order. */
    static List<Supplier<RunRelation>> readings(Lawbook book, String group, Plan plan) {
        if (plan.room() != Room.FAULTS || book == Lawbook.CONTRACT) {
            return List.of(() -> of(book, group, plan));
        }
        boolean withEvent = group.isEmpty() || group.equals("03.event");
        return List.of(() -> FaultLogRelation.ofReading(plan.capabilities(), false, withEvent),
                () -> FaultLogRelation.ofReading(plan.capabilities(), true, withEvent));
    }

    /** What verdicts say, one group is about; every other takes any text. */
    private static RunRelation safety(String group) {
        return switch (group) {
            case "" -> new SafetyRelation(Configuration.DEFAULT);
            case "09.first-reason" -> SafetyContract.ofOrder(Configuration.DEFAULT);
            case "09.remedy" -> SafetyContract.ofTexts(Configuration.DEFAULT);
            default -> SafetyRelation.ofVerdicts(Configuration.DEFAULT);
        };
    }
}
