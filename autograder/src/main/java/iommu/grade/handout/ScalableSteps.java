package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.ScalableLookupRelation;
import iommu.scenario.Plan;
import java.util.Map;

/** The room of scalable mode: lookups have the oracle's sets, and change nothing; walks do. */
final class ScalableSteps implements StepRecorder {

    private final Plan plan;
    private final StagedSteps walks;

    /** @param whole whether the steps of a walk are asked for, and its whole page */
    ScalableSteps(Plan plan, boolean whole) {
        this.plan = plan;
        walks = new StagedSteps(plan, whole);
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        if (plan.steps().get(step).stimulus() instanceof RoomCall.WalkStages) {
            return walks.at(law, history, step, reference);
        }
        ScalableLookupRelation relation = new ScalableLookupRelation(plan.capabilities());
        for (int i = 0; i < step; i++) {
            relation.on(plan.steps().get(i).stimulus());
            Changes.words(history.getOrDefault(i, new Answer.Done())).forEach((at, value) -> relation.on(new Stimulus.Store64(at, value)));
        }
        return NamedAnswers.of(law, history, step, relation.on(plan.steps().get(step).stimulus()), answer -> "nothing changes");
    }

    @Override
    public Object standing(Map<Integer, Answer> history) {
        return Changes.of(history);
    }
}
