package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.grade.sandbox.Reply;

/** How a learner's room did in one case. */
public sealed interface CaseResult {

    /** Every answer was allowed. */
    record Kept() implements CaseResult {
    }

    /**
     * An answer was not allowed.
     *
     * @param step   the index of the step in the plan
     * @param answer what the room said
     * @param objection why it is not allowed; of a broken answer nothing need be said
     */
    record Diverged(int step, Answer answer, RunJudge.Objection objection) implements CaseResult {
    }

    /**
     * Every answer that was judged was allowed, and the judge fell silent before the end. That is the judge's failure: it is
     * no pass, and nothing that the room is to blame for.
     *
     * @param why what the oracle does not speak of
     */
    record Unjudged(String why) implements CaseResult {
    }

    /** The room's process ended, or had to be ended, before it answered this step. */
    record BrokeOff(int step, Reply.Ended end) implements CaseResult {
    }
}
