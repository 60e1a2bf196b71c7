package iommu.scenario;

import iommu.arch.stimulus.Answer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Who judges the runs of a scenario file by more than is written in it: a service, for those who run scenarios beside the
 * grader. A room whose answers depend on earlier ones may answer otherwise than the one run that a file can show.
 */
public interface CaseJudges {

    /** Begins to judge one run. @param file the folder that it lies in is named like its group @return empty if it is none of its cases */
    Optional<Run> begin(Path file, Scenario scenario, Plan plan);

    /** A run, step by step. */
    interface Run {

        /** @param step the next one of the plan. @return why the answer is not allowed */
        Optional<String> judge(int step, Answer answer);

        /** Why nothing can be said of this run from here on, neither good nor bad; empty while it is judged. */
        Optional<String> silence();
    }

    /** Of those on the class path the first that knows the file. */
    static Optional<Run> found(Path file, Scenario scenario, Plan plan) {
        return ServiceLoader.load(CaseJudges.class).stream().map(service -> service.get().begin(file, scenario, plan))
                .flatMap(Optional::stream).findFirst();
    }
}
