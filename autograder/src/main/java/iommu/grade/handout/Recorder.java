package iommu.grade.handout;

import iommu.grade.judge.Lawbook;
import iommu.grade.handout.unit.UnitRecorder;
import iommu.grade.labs.Group;
import iommu.grade.labs.Judged;
import iommu.grade.judge.PreparedCase;
import iommu.grade.recorded.DriverCase;
import iommu.grade.recorded.RecordedCases;
import iommu.grade.recorded.Recording;
import iommu.scenario.Expectation;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes down what the oracle allows in a case. */
public final class Recorder {

    private Recorder() {
    }

    /**
     * What was written.
     *
     * @param ending of the file's name: {@link RecordedCases#SETS} or another of these
     */
    public record Written(String ending, String text) {

        /** The case as those see it who have this and no oracle. */
        public PreparedCase read(Scenario scenario) {
            return RecordedCases.judgedBy(scenario, asked -> Optional.of(text).filter(mine -> asked.equals(ending)));
        }
    }

    /** @param group that the scenario is a case of @throws IllegalStateException if what is written does not say the same */
    public static Written record(Group group, Scenario scenario) {
        PreparedCase prepared = Lawbook.prepare(group, scenario);
        if (Set.of(Room.NOTIFIER, Room.SHADOW).contains(prepared.plan().room())) {
            return new Written(RecordedCases.VIEWS, ViewsRecorder.record(group, scenario, prepared.plan()).text());
        }
        if (prepared.plan().room() == Room.DRIVER) {
            return new Written(RecordedCases.DRIVERS, DriverCase.of(scenario, group).text());
        }
        if (prepared.plan().room() == Room.UNIT) {
            return new Written(RecordedCases.UNITS, UnitRecorder.record(group, scenario, prepared.plan()).text());
        }
        if (prepared.relation().isPresent()) {
            return new Written(RecordedCases.RUNS, recording(group, prepared).text());
        }
        Written sets = new Written(RecordedCases.SETS, sets(prepared));
        if (!sets.read(scenario).allowed().equals(prepared.allowed())) {
            throw new IllegalStateException(scenario.name() + ": its sets can't be written down");
        }
        return sets;
    }

    private static Recording recording(Group group, PreparedCase prepared) {
        Scenario scenario = prepared.scenario();
        Plan plan = prepared.plan();
        return switch (plan.room()) {
            case FAULTS -> new RunRecorder(scenario, plan, new FaultSteps()).record(group);
            case SAFETY -> new RunRecorder(scenario, plan, new SafetySteps(plan, group.judges() == Judged.TEXTS)).record(group);
            case REGISTERS -> new RunRecorder(scenario, plan, new RegisterSteps(plan)).record(group);
            case QUEUE -> new RunRecorder(scenario, plan, new QueueSteps(plan)).record(group);
            case INTERRUPTS -> new RunRecorder(scenario, plan, new InterruptSteps(plan, group.judges() == Judged.REMAPPINGS)).record(group);
            case SCALABLE -> new RunRecorder(scenario, plan, new ScalableSteps(plan, group.judges() == Judged.STEPS)).record(group);
            default -> Recording.none(scenario, "too many answers are lawful in the room " + plan.room() + " to write them down");
        };
    }

    private static String sets(PreparedCase prepared) {
        Scenario told = prepared.scenario();
        List<Step> steps = prepared.plan().steps();
        for (int i = 0; i < told.lines().size(); i++) {
            told = told.with(i + 1, told.lines().get(i).expecting(Optional.empty()));
        }
        for (int i = 0; i < steps.size(); i++) {
            Optional<Expectation> allowed = prepared.allowed().get(i);
            if (allowed.isPresent()) {
                int line = steps.get(i).line();
                told = told.with(line, told.lines().get(line - 1).expecting(allowed));
            }
        }
        return told.text();
    }
}
