package iommu.grade.kills;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The runs of a lab that everybody has: who copies one has written no test. */
final class KitRuns {

    private final Map<Run, String> names = new HashMap<>();

    /** What happens in a run, whatever is expected of it. */
    private record Run(Capabilities unit, int capacity, List<Stimulus> steps) {

        static Run of(Plan plan) {
            return new Run(plan.capabilities(), plan.capacity(), plan.steps().stream().map(Step::stimulus).toList());
        }
    }

    static KitRuns none() {
        return new KitRuns();
    }

    static KitRuns of(Suite suite, Lab lab) {
        KitRuns runs = new KitRuns();
        for (Group group : lab.groups()) {
            for (Scenario scenario : suite.visible(lab, group)) {
                runs.names.putIfAbsent(Run.of(Expander.expand(scenario)), scenario.name());
            }
        }
        return runs;
    }

    /** The name of the one that is this run. */
    Optional<String> same(Plan plan) {
        return Optional.ofNullable(names.get(Run.of(plan)));
    }
}
