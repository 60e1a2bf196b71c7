package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A scenario with what is allowed at each step: prepared once, held against many submissions.
 *
 * @param scenario the text it came from
 * @param plan     its steps
 * @param allowed  for each step of the plan what may be answered; empty where nothing is asked, and everywhere if a
 *                 relation decides
 * @param relation begins a judge of a run of the case, answer by answer; empty if sets do
 */
public record PreparedCase(Scenario scenario, Plan plan, List<Optional<Expectation>> allowed,
        Optional<Supplier<RunJudge>> relation) {

    public PreparedCase {
        allowed = List.copyOf(allowed);
    }

    /** A judge for one run of the case. */
    public RunJudge begin() {
        return relation.map(Supplier::get).orElse(this::bySet);
    }

    private Optional<RunJudge.Objection> bySet(int step, Answer answer) {
        return allowed.get(step).filter(e -> !e.accepts(plan.steps().get(step).stimulus(), answer))
                .map(e -> new RunJudge.Objection("", e.outcomes().stream().map(Outcome::toString).toList()));
    }
}
