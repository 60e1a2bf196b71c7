package iommu.grade.sandbox;

import iommu.arch.stimulus.Answer;

/** What came back for a step. */
public sealed interface Reply {

    /** The room answered, if only with {@link Answer.Broken}. */
    record Answered(Answer answer) implements Reply {
    }

    /**
     * The process is gone; every later step gets the same reply.
     *
     * @param text one sentence for a person
     */
    record Ended(Cause cause, String text) implements Reply {
    }
}
