package iommu.grade.judge;

import iommu.scenario.Expectation;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/**
 * A scenario with what is allowed at each step: prepared once, held against many submissions.
 *
 * @param scenario the text it came from
 * @param plan     its steps
 * @param allowed  for each step of the plan what may be answered; empty where nothing is asked
 */
public record PreparedCase(Scenario scenario, Plan plan, List<Optional<Expectation>> allowed) {

    public PreparedCase {
        allowed = List.copyOf(allowed);
    }
}
