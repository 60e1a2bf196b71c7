package iommu.grade.judge;

import iommu.arch.Effect;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.RunRelation;
import iommu.scenario.Outcome;
import iommu.probe.NeighbourPort;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges by a relation of the oracle. Beside it run the reference's own rooms: those that have answered like the judged
 * room so far know an answer that is allowed at the next step.
 */
final class RelationJudge implements RunJudge {

    private final Plan plan;
    private final RunRelation relation;
    private final List<Function<Stimulus, Answer>> alike;

    RelationJudge(Plan plan, RunRelation relation) {
        this.plan = plan;
        this.relation = relation;
        this.alike = new ArrayList<>(Reference.readings(plan));
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        Stimulus stimulus = plan.steps().get(step).stimulus();
        List<Answer> known = new ArrayList<>();
        for (Function<Stimulus, Answer> reference : List.copyOf(alike)) {
            Answer its = reference.apply(stimulus);
            known.add(its);
            if (!its.equals(answer)) {
                alike.remove(reference);
            }
        }
        return relation.judge(stimulus, answer).map(why -> new Objection(inWords(why, stimulus, answer, known),
                known.stream().map(its -> Outcome.describe(stimulus, its)).distinct().limit(1).toList()));
    }

    /** The oracle knows no scenarios: the effects and events that it names are put into the language's words here. */
    private static String inWords(String why, Stimulus stimulus, Answer answer, List<Answer> known) {
        List<Answer> all = new ArrayList<>(List.of(answer));
        all.addAll(known);
        String words = why;
        for (Answer each : all) {
            if (each instanceof RoomAnswer.Told(List<Event> events, int calls)) {
                for (Event event : events) {
                    String told = Outcome.describe(stimulus, new RoomAnswer.Told(List.of(event), calls));
                    words = words.replace(event.toString(), told.replaceFirst(" \\(calls=.*", ""));
                }
            }
            if (each instanceof RoomAnswer.Effects(List<Effect> effects)) {
                words = words.replace(effects.toString(), Outcome.describe(stimulus, each));
                for (Effect effect : effects) {
                    words = words.replace(effect.toString(), Outcome.describe(stimulus, new RoomAnswer.Effects(List.of(effect))));
                }
            }
        }
        return words;
    }

    @Override
    public Optional<NeighbourPort> neighbours() {
        return relation instanceof UnitLaw law ? Optional.of(law.neighbours()) : Optional.empty();
    }

    @Override
    public Optional<String> silence() {
        return relation.silence();
    }
}
