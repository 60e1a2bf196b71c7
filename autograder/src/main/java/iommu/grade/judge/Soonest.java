package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.scenario.Expectation;
import iommu.scenario.Line;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For those who can judge no other cases than the ones they have: of all cases that fail, the one that shows it in the fewest
 * lines. Where an answer depends on the tables alone, what was asked before is left out, too.
 */
public final class Soonest implements CaseSource.Shrink {

    private static final Set<Room> BY_TABLES_ALONE = Set.of(Room.CONTEXT, Room.WALK);

    private final Map<String, List<PreparedCase>> cases = new ConcurrentHashMap<>();

    /** Whether an answer of this room depends on nothing that was asked before. */
    public static boolean dependsOnTablesAlone(Room room) {
        return BY_TABLES_ALONE.contains(room);
    }

    /** Takes note of all cases of a group. */
    public List<PreparedCase> among(Group group, List<PreparedCase> all) {
        cases.put(group.id(), all);
        return all;
    }

    @Override
    public Finding shrink(Group group, LearnerRoom room, PreparedCase graded, CaseResult failure) {
        PreparedCase best = graded;
        CaseResult how = failure;
        for (PreparedCase other : cases.getOrDefault(group.id(), List.of())) {
            if (other != graded && room.playStepwise(other) instanceof CaseResult.Diverged diverged && lines(other, diverged) < lines(best, how)) {
                best = other;
                how = diverged;
            }
        }
        PreparedCase bare = withoutWhatWasAsked(best, how);
        return room.playAgain(bare, false) instanceof CaseResult.Diverged again ? Finding.of(bare, again) : Finding.of(best, how);
    }

    private static long lines(PreparedCase graded, CaseResult failure) {
        if (!(failure instanceof CaseResult.Diverged(int step, var answer, var objection))) {
            return Long.MAX_VALUE;
        }
        int last = graded.plan().steps().get(step).line();
        Set<Integer> asking = asking(graded, last);
        boolean alone = BY_TABLES_ALONE.contains(graded.plan().room());
        return graded.scenario().lines().stream().limit(last).filter(line -> !line.text().isBlank() && !line.text().startsWith("#")).count()
                - (alone ? asking.size() : 0);
    }

    private static Set<Integer> asking(PreparedCase graded, int before) {
        Set<Integer> asking = new HashSet<>();
        graded.plan().steps().stream().filter(step -> step.stimulus().asks() && step.line() < before).map(Step::line).forEach(asking::add);
        return asking;
    }

    private static PreparedCase withoutWhatWasAsked(PreparedCase graded, CaseResult failure) {
        if (!BY_TABLES_ALONE.contains(graded.plan().room()) || !(failure instanceof CaseResult.Diverged(int failed, var answer, var objection))) {
            return graded;
        }
        int last = graded.plan().steps().get(failed).line();
        Set<Integer> left = asking(graded, last);
        List<Line> lines = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < last; i++) {
            if (!left.contains(i + 1)) {
                lines.add(graded.scenario().lines().get(i));
            }
            places.add(lines.size());
        }
        List<Step> steps = new ArrayList<>();
        List<Optional<Expectation>> allowed = new ArrayList<>();
        for (int i = 0; i <= failed; i++) {
            Step step = graded.plan().steps().get(i);
            if (!left.contains(step.line())) {
                steps.add(new Step(places.get(step.line() - 1), step.stimulus(), step.expectation()));
                allowed.add(graded.allowed().get(i));
            }
        }
        Plan plan = graded.plan();
        return new PreparedCase(new Scenario(graded.scenario().name(), lines),
                new Plan(plan.room(), plan.capabilities(), plan.capacity(), plan.prefetch(), steps), allowed, Optional.empty());
    }
}
