package iommu.grade.handout;

import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.grade.recorded.Shape;
import iommu.grade.recorded.WalkedShape;
import iommu.oracle.StagedWalkRelation;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A walk of scalable mode: every result of every way in which it may go, with each choice of the flags that need not be set. */
final class StagedSteps implements StepRecorder {

    private static final String MORE = "the walk may set flags in more ways than can be written down";
    /** Flags that are left to the room, at one step. */
    private static final int MOST_FLAGS = 8;

    private final Plan plan;
    private final boolean whole;

    /** @param whole whether the steps of a walk are asked for, and its whole page */
    StagedSteps(Plan plan, boolean whole) {
        this.plan = plan;
        this.whole = whole;
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        StagedWalkRelation relation = whole ? new StagedWalkRelation(plan.capabilities(), false) : StagedWalkRelation.law(plan.capabilities());
        for (int i = 0; i < step; i++) {
            relation.judge(plan.steps().get(i).stimulus(), history.getOrDefault(i, new Answer.Done()));
        }
        RoomCall.WalkStages walk = (RoomCall.WalkStages) plan.steps().get(step).stimulus();
        Map<Map<Gpa, Long>, List<RoomAnswer.Staged>> byChange = new LinkedHashMap<>();
        List<StagedWalkRelation.Way> ways = relation.ways(walk);
        boolean all = !ways.isEmpty();
        for (StagedWalkRelation.Way way : ways) {
            Map<Gpa, Long> due = way.faults().isEmpty() ? way.due() : Map.of();
            List<Map<Gpa, Long>> changes = changes(relation, due, way.optional());
            all &= !changes.isEmpty();
            for (Map<Gpa, Long> change : changes) {
                results(way).map(result -> new RoomAnswer.Staged(result, change)).filter(answer -> law.allows(history, step, answer))
                        .forEach(answer -> byChange.computeIfAbsent(change, any -> new ArrayList<>()).add(answer));
            }
        }
        List<Branch> branches = byChange.values().stream().map(answers -> new Branch(answers.stream()
                .<Shape>map(answer -> new WalkedShape(answer, walk.address(), whole)).distinct().toList(), answers.getFirst())).toList();
        return new Found(branches, all ? Optional.empty() : Optional.of(MORE));
    }

    private static Stream<StagedResult> results(StagedWalkRelation.Way way) {
        return way.faults().isEmpty() ? way.mappings().stream().sorted(Comparator.comparing(StagedMapping::toString)).map(page -> page)
                : way.faults().stream().map(Fault::of); // always in one order, so that the same kit makes the same file
    }

    /** The words that hold something else afterwards, for each choice of flags; none if there are too many choices. */
    private static List<Map<Gpa, Long>> changes(StagedWalkRelation relation, Map<Gpa, Long> due, Map<Gpa, Long> optional) {
        Map<Gpa, Long> least = new HashMap<>();
        due.forEach((at, bits) -> set(relation, least, at, bits));
        List<Map<Gpa, Long>> changes = new ArrayList<>(List.of(least));
        for (var word : optional.entrySet()) {
            long free = word.getValue() & ~relation.stored(word.getKey()) & ~due.getOrDefault(word.getKey(), 0L);
            for (long left = free; left != 0; left &= left - 1) {
                if (changes.size() >= 1 << MOST_FLAGS) {
                    return List.of();
                }
                long bit = Long.lowestOneBit(left);
                for (Map<Gpa, Long> change : List.copyOf(changes)) {
                    Map<Gpa, Long> more = new HashMap<>(change);
                    set(relation, more, word.getKey(), bit);
                    changes.add(more);
                }
            }
        }
        return changes;
    }

    private static void set(StagedWalkRelation relation, Map<Gpa, Long> change, Gpa at, long bits) {
        long before = change.getOrDefault(at, relation.stored(at));
        if ((before & bits) != bits) {
            change.put(at, before | bits);
        }
    }
}
