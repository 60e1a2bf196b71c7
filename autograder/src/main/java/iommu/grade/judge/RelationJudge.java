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
 * Judges by a relation of the oracle. Once it objects the reference's own rooms are asked the same: those that have answered
 * like the judged room so far know an answer that is allowed at the step.
 */
final class RelationJudge implements RunJudge {

    private final Plan plan;
    private final RunRelation relation;
    private final List<Answer> past = new ArrayList<>();

    RelationJudge(Plan plan, RunRelation relation) {
        this.plan = plan;
        this.relation = relation;
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        Stimulus stimulus = plan.steps().get(step).stimulus();
        Optional<Objection> objection = relation.judge(stimulus, answer).map(why -> {
            List<Answer> known = known(step);
            return new Objection(ScenarioWords.of(why, stimulus, answer, known), !stimulus.asks() ? List.of()
                    : known.stream().map(its -> Outcome.describe(stimulus, its)).distinct().limit(1).toList());
        });
        past.add(answer);
        return objection;
    }

    private List<Answer> known(int step) {
        List<Answer> known = new ArrayList<>();
        for (Function<Stimulus, Answer> reference : Reference.readings(plan)) {
            boolean alike = true;
            for (int i = 0; i < step && alike; i++) {
                alike = reference.apply(plan.steps().get(i).stimulus()).equals(past.get(i));
            }
            if (alike) {
                known.add(reference.apply(plan.steps().get(step).stimulus()));
            }
        }
        return known;
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
