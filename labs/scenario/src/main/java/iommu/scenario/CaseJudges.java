package iommu.scenario;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/**
 * Who judges the runs of a scenario file by more than is written in it: a service, for those who run scenarios beside the
 * grader. A room whose answers depend on earlier ones may answer otherwise than the one run that a file can show.
 */
public interface CaseJudges {

    /**
     * Begins to judge one run.
     *
     * @param folder in which its file lies, by its whole path: its last name is the group's
     * @return empty if it is none of the group's cases
     */
    Optional<Run> begin(String folder, Scenario scenario, Plan plan);

    /** A run, step by step. */
    interface Run {

        /** @param step the next one of the plan. @return why the answer is not allowed */
        Optional<String> judge(int step, Answer answer);

        /** Why nothing can be said of this run from here on, neither good nor bad; empty while it is judged. */
        Optional<String> silence();

        /** The rooms beside the judged one; empty if it has none. */
        default Optional<Neighbours> neighbours() {
            return Optional.empty();
        }
    }

    /** Rooms that the judge knows, for a unit that is wired out of them. */
    interface Neighbours {

        /** The run comes to this step. */
        void step(Stimulus step);

        /** What a room says to this; {@link Answer.Broken} if it takes no such call. */
        Answer call(Stimulus call);

        /** What they were asked and can't answer: from there on nothing can be said of the run. */
        Optional<String> gap();
    }
}
