package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.oracle.InterruptRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Plan;
import java.util.Map;

/** An interrupt remapper: every way in which a request may go, and what it stores in each, which later requests read. */
final class InterruptSteps implements StepRecorder {

    private final Plan plan;
    private final boolean remembers;

    /** @param remembers whether later answers are held against which entry was used, too */
    InterruptSteps(Plan plan, boolean remembers) {
        this.plan = plan;
        this.remembers = remembers;
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        InterruptRelation relation = new InterruptRelation(plan.capabilities(), plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY);
        for (int i = 0; i < step; i++) {
            relation.judge(plan.steps().get(i).stimulus(), history.getOrDefault(i, new Answer.Done()));
        }
        return NamedAnswers.of(law, history, step, relation.outcomes((RoomCall.Remap) plan.steps().get(step).stimulus()),
                answer -> remembers ? answer : Changes.words(answer));
    }

    @Override
    public Object standing(Map<Integer, Answer> history) {
        return remembers ? Map.copyOf(history) : Changes.of(history);
    }
}
