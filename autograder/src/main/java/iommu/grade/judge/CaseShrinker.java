package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.grade.labs.Group;
import iommu.scenario.Budget;
import iommu.scenario.Scenario;
import iommu.scenario.Shrinker;

/** Shrinks a failing case to the lines that it needs. It only ever makes a failure easier to read. */
final class CaseShrinker {

    /** How many runs a shrink may take. */
    private static final int RUNS = 600;

    private final Group group;
    private final LearnerRoom room;

    CaseShrinker(Group group, LearnerRoom room) {
        this.group = group;
        this.room = room;
    }

    Finding shrink(PreparedCase graded, CaseResult failure) {
        Scenario small = Shrinker.shrink(graded.scenario(), this::diverges, new Budget(RUNS));
        PreparedCase candidate = Lawbook.prepare(group, small);
        CaseResult result = room.playAgain(candidate, false);
        return result instanceof CaseResult.Diverged ? Finding.of(candidate, result) : Finding.of(graded, failure);
    }

    private boolean diverges(Scenario candidate) {
        return room.playStepwise(Lawbook.prepare(group, candidate)) instanceof CaseResult.Diverged diverged
                && !(diverged.answer() instanceof Answer.Broken broken && broken.what() == Answer.Breach.NOT_WRITTEN);
    }
}
