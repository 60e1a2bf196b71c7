package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.scenario.CaseJudges;
import java.util.Optional;

/** A run as JUnit has it judged: what is not allowed, in words. */
public record JudgedRun(RunJudge judge) implements CaseJudges.Run {

    @Override
    public Optional<String> judge(int step, Answer answer) {
        return judge.judge(step, answer).map(objection -> objection.why() + (objection.why().isEmpty() || objection.instead().isEmpty() ? ""
                : "; allowed, for one: " + objection.instead().getFirst()));
    }

    @Override
    public Optional<String> silence() {
        return judge.silence();
    }
}
