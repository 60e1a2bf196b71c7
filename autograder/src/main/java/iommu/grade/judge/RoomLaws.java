package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.oracle.FaultLogContract;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.InterruptContract;
import iommu.oracle.InterruptRelation;
import iommu.oracle.Prefetch;
import iommu.oracle.QueueRelation;
import iommu.oracle.RegisterRelation;
import iommu.oracle.RunRelation;
import iommu.oracle.SafetyContract;
import iommu.oracle.SafetyRelation;
import iommu.oracle.ScalableTablesRelation;
import iommu.oracle.StagedWalkRelation;
import iommu.scenario.Plan;

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
            case INTERRUPTS -> group.equals("13.reuse") ? new InterruptContract(unit, prefetch(plan), plan.capacity())
                    : new InterruptRelation(unit, prefetch(plan));
            case SCALABLE -> new ScalableTablesRelation(unit, group.equals("12.steps") ? new StagedWalkRelation(unit, false)
                    : StagedWalkRelation.law(unit));
            case MACHINE, CONTEXT, WALK, IOTLB -> throw new IllegalArgumentException("sets judge the room " + plan.room());
        };
    }

    private static Prefetch prefetch(Plan plan) {
        return plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY;
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
