package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.probe.NeighbourPort;
import java.util.List;
import java.util.Optional;

/** Judges the answers of one run, every step of the plan in its order. */
public interface RunJudge {

    /**
     * Why an answer is not allowed.
     *
     * @param why     a sentence; empty where the set of allowed answers says it all
     * @param instead answers that were allowed there, in the scenario language's words; empty where none is known
     */
    record Objection(String why, List<String> instead) {

        public Objection {
            instead = List.copyOf(instead);
        }
    }

    /**
     * Takes the answer to the next step.
     *
     * @param step   its index in the plan
     * @param answer {@link Answer.Done} if nothing was asked
     */
    Optional<Objection> judge(int step, Answer answer);

    /** Who answers in this run for the rooms beside the judged one; empty if it has none. */
    default Optional<NeighbourPort> neighbours() {
        return Optional.empty();
    }

    /** What a room beside the judged one was asked and can't answer: the run is over, and not judged. */
    default Optional<String> gap() {
        return Optional.empty();
    }

    /** Why nothing is judged any more: software did what the specification leaves undefined. A graded case must not do that. */
    default Optional<String> silence() {
        return Optional.empty();
    }
}
