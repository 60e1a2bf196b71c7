package iommu.grade.kills;

import iommu.arch.stimulus.Answer;
import iommu.grade.judge.CaseResult;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Trials;
import iommu.grade.sandbox.Cause;
import iommu.scenario.Outcome;
import iommu.scenario.Step;

/**
 * How a test ended on a room.
 *
 * @param line what it ended at, from 1; 0 if nothing was wrong
 * @param said what the room answered there, or why it could not be run
 */
record End(Kind kind, int line, String said) {

    enum Kind {
        /** Every expectation was met. */
        KEPT,
        /** One was not, and the room had answered what the architecture does not allow, or not at all. */
        EXPOSED,
        /** The room's process ended: exposed too. */
        ENDED,
        /** One was not, though the architecture allows all that the room had answered. */
        TOO_STRICT,
        /** The grader could not run it. */
        HOST,
        /** Not run, since the room had ended its process in another test of the same learner. */
        SKIPPED
    }

    static final End SKIPPED = new End(Kind.SKIPPED, 0, "");

    /** Plays a test on a room; once more, in a process of its own, if the process ends. @param law the test, with what the law allows */
    static End of(Trials.Trial room, PreparedCase law) {
        End first = once(room, law);
        return first.kind() == Kind.ENDED || first.kind() == Kind.HOST ? once(room, law) : first;
    }

    private static End once(Trials.Trial room, PreparedCase law) {
        AsWritten written = new AsWritten(law);
        return switch (room.play(written.asCase())) {
            case CaseResult.Kept kept -> new End(Kind.KEPT, 0, "");
            case CaseResult.Unjudged(String why) -> new End(Kind.HOST, 0, why);
            case CaseResult.BrokeOff off -> new End(off.end().cause() == Cause.SANDBOX ? Kind.HOST : Kind.ENDED,
                    law.plan().steps().get(off.step()).line(), off.end().text());
            case CaseResult.Diverged(int at, Answer answer, var objection) -> {
                Step step = law.plan().steps().get(at);
                yield new End(answer instanceof Answer.Broken || written.unlawful() ? Kind.EXPOSED : Kind.TOO_STRICT,
                        step.line(), Outcome.describe(step.stimulus(), answer));
            }
        };
    }
}
