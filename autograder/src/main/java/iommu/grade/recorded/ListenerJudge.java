package iommu.grade.recorded;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.ListenerLaw;
import iommu.grade.judge.NotifierLaw;
import iommu.grade.judge.RunJudge;
import iommu.grade.judge.ScenarioWords;
import iommu.grade.judge.ShadowLaw;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.util.List;
import java.util.Optional;

/** Judges a run of a room that tells listeners by its law, which asks what was recorded. */
final class ListenerJudge implements RunJudge {

    private final Plan plan;
    private final RecordedViews recorded;
    private final ViewsOfRun views;
    private final ListenerLaw law;
    private boolean likeTheReference = true;

    ListenerJudge(Plan plan, RecordedViews recorded) {
        this.plan = plan;
        this.recorded = recorded;
        views = new ViewsOfRun(recorded);
        law = plan.room() == Room.SHADOW ? new ShadowLaw(plan, recorded.judged(), views, views)
                : new NotifierLaw(plan, recorded.judged(), views);
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        Stimulus stimulus = plan.steps().get(step).stimulus();
        List<Answer> known = likeTheReference ? List.of(recorded.reference().get(step)) : List.of();
        likeTheReference &= known.contains(answer);
        views.at(step);
        return law.judge(stimulus, answer).filter(why -> !views.isGap()).map(why -> new Objection(
                ScenarioWords.of(why, stimulus, answer, known), known.stream().map(its -> Outcome.describe(stimulus, its)).toList()));
    }

    @Override
    public Optional<String> silence() {
        return law.silence();
    }
}
