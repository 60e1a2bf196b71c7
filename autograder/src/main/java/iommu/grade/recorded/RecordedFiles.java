package iommu.grade.recorded;

import iommu.grade.judge.JudgedRun;
import iommu.scenario.CaseJudges;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.nio.file.Path;
import java.util.Optional;

/** The service for JUnit in what is handed out: visible cases by what was recorded of them. */
public final class RecordedFiles implements CaseJudges {

    @Override
    public Optional<Run> begin(String folder, Scenario scenario, Plan plan) {
        return RecordedCases.known(Path.of(folder).getFileName().toString(), scenario)
                .map(known -> new JudgedRun(known.begin()));
    }
}
