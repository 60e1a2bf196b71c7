package iommu.grade.recorded;

import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Soonest;
import iommu.scenario.Expander;
import iommu.scenario.Expectation;
import iommu.scenario.Line;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A run that is the beginning of a case, as a check leaves it in {@code counterexamples}: with all of its lines, or, where what
 * was asked before makes no difference, without some of those that ask.
 *
 * @param run   the beginning
 * @param plan  its steps
 * @param whole the case
 * @param places for each line of the run that says something the line of the case that it is; both from 1
 */
record Beginning(Scenario run, Plan plan, PreparedCase whole, Map<Integer, Integer> places) {

    /** Empty if it is no beginning of it. */
    static Optional<Beginning> of(Scenario run, PreparedCase whole) {
        Plan plan = Expander.expand(run);
        Set<Integer> mayLack = Soonest.dependsOnTablesAlone(whole.plan().room())
                ? whole.plan().steps().stream().filter(step -> step.stimulus().asks()).map(Step::line).collect(Collectors.toSet()) : Set.of();
        Map<Integer, Integer> places = new TreeMap<>();
        List<Line> all = whole.scenario().lines();
        int next = 1;
        for (int i = 1; i <= run.lines().size(); i++) {
            String wanted = bare(run.lines().get(i - 1));
            if (!wanted.isEmpty()) {
                while (next <= all.size() && !bare(all.get(next - 1)).equals(wanted) && (mayLack.contains(next) || bare(all.get(next - 1)).isEmpty())) {
                    next++;
                }
                if (next > all.size() || !bare(all.get(next - 1)).equals(wanted)) {
                    return Optional.empty();
                }
                places.put(i, next++);
            }
        }
        return Optional.of(new Beginning(run, plan, whole, places));
    }

    private static String bare(Line line) {
        String text = new Line(line.statement(), Optional.empty(), "", "").text().strip();
        return text.startsWith("#") ? "" : text;
    }

    /** The line of the case that the last line of the run is. */
    int last() {
        return places.values().stream().mapToInt(n -> n).max().orElse(0);
    }

    /** To be judged as the case is. */
    PreparedCase judged() {
        List<Step> steps = plan.steps();
        if (whole.relation().isPresent()) {
            return new PreparedCase(run, plan, whole.allowed().subList(0, steps.size()), whole.relation());
        }
        List<Optional<Expectation>> allowed = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            int line = steps.get(i).line();
            int before = (int) steps.subList(0, i).stream().filter(step -> step.line() == line).count();
            allowed.add(of(places.get(line), before));
        }
        return new PreparedCase(run, plan, allowed, Optional.empty());
    }

    private Optional<Expectation> of(int line, int before) {
        int seen = 0;
        for (int i = 0; i < whole.plan().steps().size(); i++) {
            if (whole.plan().steps().get(i).line() == line && seen++ == before) {
                return whole.allowed().get(i);
            }
        }
        return Optional.empty();
    }
}
