package iommu.grade.explain;

import iommu.arch.stimulus.Answer;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import iommu.view.AccessPicture.Kind;
import iommu.view.Picture;
import java.util.List;
import java.util.Optional;

/** Tells the life of a room whose answers depend on all that came before: every call up to one, with what was answered. */
final class CallStory {

    private CallStory() {
    }

    /** @param answers the reference's, one for each step @param last the step to end with */
    static Picture of(Scenario scenario, Plan plan, List<Answer> answers, int last) {
        Telling telling = new Telling("the room " + plan.room() + ", up to line " + plan.steps().get(last).line());
        telling.fact("the reference's answers; the specification may allow others");
        int said = 0;
        for (int i = 0; i <= last; i++) {
            Step step = plan.steps().get(i);
            boolean again = step.line() == said; // one line may be several stores
            said = step.line();
            if (!again) {
                String line = scenario.lines().get(step.line() - 1).expecting(Optional.empty()).text().split("#", 2)[0].strip();
                telling.stop(i == last ? Kind.GOOD : Kind.REMARK, step.line() + ": " + line.replaceAll(" +", " "),
                        step.stimulus().asks() ? List.of(Outcome.describe(step.stimulus(), answers.get(i))) : List.of(), "");
            }
        }
        return telling.picture();
    }
}
