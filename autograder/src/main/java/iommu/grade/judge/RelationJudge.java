package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.RunRelation;
import iommu.probe.NeighbourPort;
import iommu.scenario.Outcome;
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
        return relation.judge(stimulus, answer).map(why -> new Objection(ScenarioWords.of(why, stimulus, answer, known),
                known.stream().map(its -> Outcome.describe(stimulus, its)).distinct().limit(1).toList()));
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
