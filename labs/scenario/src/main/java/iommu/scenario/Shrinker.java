package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes a failing scenario small: delta debugging over lines, then over expectations, unit keys and arguments, until
 * nothing that may go can go. The head lines {@code vtd} and {@code room} stay.
 */
public final class Shrinker {

    private final Predicate<Scenario> stillFails;
    private final Set<String> tried = new TreeSet<>();
    private int runsLeft;
    private Scenario smallest;

    private Shrinker(Scenario scenario, Predicate<Scenario> stillFails, Budget budget) {
        this.smallest = scenario;
        this.stillFails = stillFails;
        this.runsLeft = budget.maxRuns();
    }

    /**
     * The smallest failing scenario found: within the budget 1-minimal, so that it loses the failure, or can't be
     * carried out, without any one of its lines.
     *
     * @param stillFails whether a candidate still fails; never asked of one that can't be carried out
     */
    public static Scenario shrink(Scenario scenario, Predicate<Scenario> stillFails, Budget budget) {
        Shrinker shrinker = new Shrinker(scenario, stillFails, budget);
        if (shrinker.keep(scenario)) {
            shrinker.keep(withoutRemarks(scenario));
            boolean smaller = true;
            while (smaller && shrinker.runsLeft > 0) {
                shrinker.dropLines();
                smaller = shrinker.simplify();
            }
        }
        return shrinker.smallest;
    }

    private boolean keep(Scenario candidate) {
        if (runsLeft <= 0 || !tried.add(candidate.text()) || !possible(candidate)) {
            return false;
        }
        runsLeft--;
        if (!stillFails.test(candidate)) {
            return false;
        }
        smallest = candidate;
        return true;
    }

    private static boolean possible(Scenario candidate) {
        try {
            Expander.expand(candidate);
            return true;
        } catch (ScenarioException e) {
            return false;
        }
    }

    private static Scenario withoutRemarks(Scenario scenario) {
        return new Scenario(scenario.name(), scenario.lines().stream()
                .filter(line -> !(line.statement() instanceof Statement.Blank))
                .map(line -> new Line(line.statement(), line.expectation(), "", "")).toList());
    }

    /** Drops ever smaller blocks of lines, the last ones first, until no single line can go. */
    private void dropLines() {
        int block = Math.max(1, smallest.lines().size() / 2);
        boolean again = true;
        while (again && runsLeft > 0) {
            boolean dropped = dropBlocks(block);
            again = dropped || block > 1;
            block = dropped ? block : Math.max(1, block / 2);
        }
    }

    private boolean dropBlocks(int block) {
        boolean dropped = false;
        int end = smallest.lines().size();
        while (end > 0) {
            int start = Math.max(0, end - block);
            List<Line> lines = new ArrayList<>(smallest.lines());
            lines.subList(start, end).removeIf(line -> !fixed(line));
            if (lines.size() < smallest.lines().size() && keep(new Scenario(smallest.name(), lines))) {
                dropped = true;
            }
            end = start;
        }
        return dropped;
    }

    private static boolean fixed(Line line) {
        return line.statement() instanceof Statement.Version || line.statement() instanceof Statement.Speaks;
    }

    private boolean simplify() {
        boolean simpler = false;
        for (int number = 1; number <= smallest.lines().size(); number++) {
            Line line = smallest.lines().get(number - 1);
            if (line.expectation().isPresent() && keep(smallest.with(number, line.expecting(Optional.empty())))) {
                simpler = true;
            }
            simpler |= simplify(number);
        }
        return simpler;
    }

    private boolean simplify(int number) {
        boolean simpler = false;
        boolean again = true;
        while (again && runsLeft > 0) {
            again = false;
            Line line = smallest.lines().get(number - 1);
            for (Statement statement : Simpler.than(line.statement())) {
                if (keep(smallest.with(number, new Line(statement, line.expectation(), line.comment(), "")))) {
                    again = true;
                    simpler = true;
                    break;
                }
            }
        }
        return simpler;
    }
}
