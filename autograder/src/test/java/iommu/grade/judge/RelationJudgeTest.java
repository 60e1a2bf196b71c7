package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RelationJudgeTest {

    private static final Plan PLAN = Expander.expand(Scenario.parse("a.vtd", """
            vtd 1
            room   unit
            mmio   write64 0x90 0x1102000
            mmio   read64 0x90 => expect 0x1102000
            mmio   read64 0x90 => expect 0x1102000
            """));

    private final RelationJudge judge = new RelationJudge(PLAN, (step, answer) -> Optional.of("not so"));

    private static int read(int number) {
        int seen = -1;
        for (int i = 0; i < PLAN.steps().size(); i++) {
            seen += PLAN.steps().get(i).stimulus() instanceof Stimulus.RegisterRead ? 1 : 0;
            if (seen == number) {
                return i;
            }
        }
        throw new IllegalStateException("no such read");
    }

    /** All steps before it, without an answer to be wrong. */
    private void come(int step) {
        for (int i = 0; i < step; i++) {
            judge.judge(i, new Answer.Done());
        }
    }

    @Test
    void whereNothingIsAskedNoAnswerIsNamed() {
        assertThat(judge.judge(0, new Answer.Done())).contains(new RunJudge.Objection("not so", List.of()));
    }

    @Test
    void theReferencesAnswerIsNamedAsLongAsItHasAnsweredAlike() {
        come(read(0));
        RunJudge.Objection first = judge.judge(read(0), new Answer.Value(1)).orElseThrow();
        assertThat(first.why()).isEqualTo("not so");
        assertThat(first.instead()).hasSize(1);
        assertThat(judge.judge(read(1), new Answer.Value(1)).orElseThrow().instead()).isEmpty();
    }
}
