package iommu.grade.proof;

import iommu.arch.stimulus.Answer;
import iommu.grade.judge.Lawbook;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Holds what a scenario file says is expected against what the oracle says is allowed. */
public final class WrittenExpectations {

    private WrittenExpectations() {
    }

    /** What is wrong in the file's expectations; empty if nothing is. */
    public static List<String> objections(Scenario scenario, Lawbook book) {
        Plan plan = Expander.expand(scenario);
        List<Set<Answer>> members = book.members(plan);
        List<String> objections = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Step step = plan.steps().get(i);
            if (step.stimulus().asks() && step.expectation().isEmpty()) {
                objections.add(at(scenario, step) + "nothing is expected");
            } else if (step.stimulus().asks() && !step.expectation().get().describes(step.stimulus(), members.get(i))) {
                objections.add(at(scenario, step) + "written " + step.expectation().get() + ", allowed "
                        + members.get(i));
            }
        }
        return objections;
    }

    private static String at(Scenario scenario, Step step) {
        return scenario.name() + ":" + step.line() + ": ";
    }
}
