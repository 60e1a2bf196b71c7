package iommu.grade.judge;

import iommu.arch.Effect;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A law knows no scenarios: the effects and events that it names are put into the language's words here. */
public final class ScenarioWords {

    private ScenarioWords() {
    }

    /**
     * An objection in the language's words.
     *
     * @param answer that it is raised against
     * @param known  other answers to the step that it may name
     */
    public static String of(String why, Stimulus step, Answer answer, List<Answer> known) {
        List<Answer> all = new ArrayList<>(List.of(answer));
        all.addAll(known);
        String words = why;
        for (Answer each : all) {
            if (each instanceof RoomAnswer.Told(List<Event> events, int calls)) {
                for (Event event : events) {
                    String told = Outcome.describe(step, new RoomAnswer.Told(List.of(event), calls));
                    words = words.replace(event.toString(), told.replaceFirst(" \\(calls=.*", ""));
                }
            }
            if (each instanceof RoomAnswer.Effects(List<Effect> effects)) {
                words = words.replace(effects.toString(), Outcome.describe(step, each));
                for (Effect effect : effects) {
                    words = words.replace(effect.toString(), Outcome.describe(step, new RoomAnswer.Effects(List.of(effect))));
                }
            }
        }
        return words;
    }
}
