package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.grade.labs.Group;
import iommu.oracle.RunRelation;
import iommu.scenario.Plan;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the oracle demands of one case of a room whose answers depend on earlier ones, under one of the readings that the
 * specification leaves open. Whoever keeps any of a case's laws is in order.
 */
public final class Law {

    private final Plan plan;
    private final Supplier<RunRelation> relation;

    private Law(Plan plan, Supplier<RunRelation> relation) {
        this.plan = plan;
        this.relation = relation;
    }

    /** All of a case's laws. */
    public static List<Law> of(Group group, Plan plan) {
        return RoomLaws.readings(Lawbook.named(group.kind()), group.judges(), plan).stream().map(reading -> new Law(plan, reading)).toList();
    }

    /** Judges one run. */
    public RunJudge begin() {
        RunRelation run = relation.get();
        return new RunJudge() {
            @Override
            public Optional<Objection> judge(int step, Answer answer) {
                return run.judge(plan.steps().get(step).stimulus(), answer).map(why -> new Objection(why, List.of()));
            }

            @Override
            public Optional<String> silence() {
                return run.silence();
            }
        };
    }
}
