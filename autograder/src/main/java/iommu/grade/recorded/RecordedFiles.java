package iommu.grade.recorded;

import iommu.grade.judge.JudgedRun;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Rooms;
import iommu.grade.labs.FileGroup;
import iommu.scenario.CaseJudges;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The service for JUnit in what is handed out: visible cases by what was recorded of them. */
public final class RecordedFiles implements CaseJudges {

    @Override
    public Optional<Run> begin(String folder, Scenario scenario, Plan plan) {
        Optional<PreparedCase> known = RecordedCases.known(Path.of(folder).getFileName().toString(), scenario);
        return known.or(() -> plan.room() == Room.UNIT ? begun(Path.of(folder), scenario) : Optional.empty())
                .map(judged -> new JudgedRun(judged.begin()));
    }

    /** A unit has no rooms but in what was recorded: also where a check has left the beginning of a case. */
    private static Optional<PreparedCase> begun(Path folder, Scenario scenario) {
        return Stream.concat(FileGroup.of(folder, scenario.name()).stream(), FileGroup.all(folder).stream())
                .filter(f -> Rooms.room(f.lab()) == Room.UNIT)
                .map(f -> new RecordedCases(f.labsFolder()).beginning(f.lab(), f.group(), scenario)).flatMap(Optional::stream).findFirst();
    }
}
