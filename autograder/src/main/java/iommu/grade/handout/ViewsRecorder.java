package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.ListenerLaw;
import iommu.grade.judge.NotifierLaw;
import iommu.grade.judge.Reference;
import iommu.grade.judge.ShadowLaw;
import iommu.grade.labs.Group;
import iommu.grade.labs.Judged;
import iommu.grade.recorded.Moment;
import iommu.grade.recorded.RecordedViews;
import iommu.grade.recorded.Recording;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes down all that the law of a room that tells listeners may ask the oracle in a case, whatever the room tells. */
final class ViewsRecorder {

    private ViewsRecorder() {
    }

    static RecordedViews record(Group group, Scenario scenario, Plan plan) {
        Judged judged = group.judges();
        WatchedViews views = new WatchedViews(plan);
        ListenerLaw law = plan.room() == Room.SHADOW ? new ShadowLaw(plan, judged, views, views) : new NotifierLaw(plan, judged, views);
        Function<Stimulus, Answer> reference = Reference.of(plan);
        List<Answer> answers = new ArrayList<>();
        Map<Integer, Moment> moments = new HashMap<>();
        for (int i = 0; i < plan.steps().size(); i++) {
            Stimulus stimulus = plan.steps().get(i).stimulus();
            Answer answer = reference.apply(stimulus);
            Optional<String> objection = law.judge(stimulus, answer);
            if (objection.isPresent()) {
                throw new IllegalStateException(scenario.name() + ": the reference does not keep the law: " + objection.get());
            }
            if (stimulus instanceof RoomCall.TrappedAt(var page)) {
                views.inUse(page);
                views.mayBeCached(page);
            }
            answers.add(answer);
            int step = i;
            views.moment().ifPresent(moment -> moments.put(step, moment));
        }
        return new RecordedViews(Recording.digest(scenario), judged, answers, moments);
    }
}
