package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import iommu.grade.driver.DriverLaw;
import iommu.grade.labs.Judged;
import iommu.oracle.DriverRelation;
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
import iommu.oracle.UnitViews;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which relation of the oracle judges a case of a room whose answers depend on what it answered before. */
final class RoomLaws {

    private static final int MAJOR_VERSION = 1;

    private RoomLaws() {
    }

    /** @param judged what is judged of the room's answers */
    static Supplier<RunRelation> begin(Lawbook book, Judged judged, Plan plan) {
        return switch (plan.room()) {
            case UNIT -> UnitLaw.of(plan, judged);
            case NOTIFIER, SHADOW -> ofListeners(plan, judged);
            default -> () -> of(book, judged, plan);
        };
    }

    private static Supplier<RunRelation> ofListeners(Plan plan, Judged judged) {
        RememberedViews known = new RememberedViews(() -> new UnitViews(plan.capabilities()));
        return () -> {
            DeviceViews views = known.begin();
            return new OfListeners(plan.room() == Room.SHADOW ? new ShadowLaw(plan, judged, views, new TablesInUse())
                    : new NotifierLaw(plan, judged, views));
        };
    }

    private static RunRelation of(Lawbook book, Judged judged, Plan plan) {
        Capabilities unit = plan.capabilities();
        return switch (plan.room()) {
            case FAULTS -> book == Lawbook.CONTRACT ? new FaultLogContract(unit)
                    : judged == Judged.RECORDS ? FaultLogRelation.ofRecords(unit) : new FaultLogRelation(unit);
            case REGISTERS -> book == Lawbook.CONTRACT ? RegisterRelation.ofPairs(unit, MAJOR_VERSION)
                    : new RegisterRelation(unit, MAJOR_VERSION);
            case QUEUE -> book == Lawbook.CONTRACT ? QueueRelation.exact(unit) : QueueRelation.law(unit);
            case DRIVER -> new DriverLaw(plan, book == Lawbook.CONTRACT, watched -> new DriverRelation(watched.unit(), watched.root(),
                    watched.batched(), watched.devices(), watched.pages())::judge)::judge;
            case SAFETY -> safety(judged);
            case INTERRUPTS -> judged == Judged.REMAPPINGS ? new InterruptContract(unit, prefetch(plan), plan.capacity())
                    : new InterruptRelation(unit, prefetch(plan));
            case SCALABLE -> new ScalableTablesRelation(unit, judged == Judged.STEPS ? new StagedWalkRelation(unit, false)
                    : StagedWalkRelation.law(unit));
            case MACHINE, CONTEXT, WALK, IOTLB -> throw new IllegalArgumentException("sets judge the room " + plan.room());
            case UNIT, NOTIFIER, SHADOW -> throw new IllegalArgumentException("runs of one case belong together in the room " + plan.room());
        };
    }

    /** The law of each reading, where it is known which there are; a room that keeps one of them is in order. */
    static List<Supplier<RunRelation>> readings(Lawbook book, Judged judged, Plan plan) {
        if (plan.room() != Room.FAULTS || book == Lawbook.CONTRACT) {
            return List.of(begin(book, judged, plan));
        }
        boolean withEvent = judged != Judged.RECORDS;
        return List.of(() -> FaultLogRelation.ofReading(plan.capabilities(), false, withEvent),
                () -> FaultLogRelation.ofReading(plan.capabilities(), true, withEvent));
    }

    private record OfListeners(ListenerLaw law) implements RunRelation {

        @Override
        public Optional<String> judge(Stimulus step, Answer answer) {
            return law.judge(step, answer);
        }

        @Override
        public Optional<String> silence() {
            return law.silence();
        }
    }

    private static Prefetch prefetch(Plan plan) {
        return plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY;
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
