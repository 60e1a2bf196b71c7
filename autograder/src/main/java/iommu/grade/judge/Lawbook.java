package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.labs.Group;
import iommu.grade.labs.Judged;
import iommu.oracle.CacheContract;
import iommu.oracle.CacheRelation;
import iommu.oracle.ContextContract;
import iommu.oracle.ContextRelation;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.oracle.Relation;
import iommu.oracle.RunRelation;
import iommu.oracle.WalkContract;
import iommu.oracle.WalkRelation;
import iommu.scenario.Expander;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What the steps of a scenario may be answered: the oracle's sets, as expectations that an answer can be held against. */
public enum Lawbook {
    /** What the architecture demands: anything it allows is accepted. */
    LAW("law"),
    /** What a lab's README asks beyond it. */
    CONTRACT("contract");

    private final String word;

    Lawbook(String word) {
        this.word = word;
    }

    /** The one that the manifest names. */
    public static Lawbook named(String kind) {
        return kind.equals(CONTRACT.word) ? CONTRACT : LAW;
    }

    /** Expands a case of this group, and finds what the group allows at each step of it. */
    public static PreparedCase prepare(Group group, Scenario scenario) {
        return named(group.kind()).prepare(group.id(), group.judges(), scenario);
    }

    /** Expands a scenario that is no group's case, and finds what the law allows at each step of it. */
    public static PreparedCase prepare(Scenario scenario) {
        return LAW.prepare("", Judged.EVERYTHING, scenario);
    }

    private PreparedCase prepare(String group, Judged judged, Scenario scenario) {
        Plan plan = Expander.expand(scenario);
        if (plan.room().judgedAsItGoes()) {
            Supplier<RunRelation> law = RoomLaws.begin(this, judged, plan);
            return new PreparedCase(scenario, plan, Collections.nCopies(plan.steps().size(), Optional.empty()),
                    Optional.of(judges(plan, () -> new RelationJudge(plan, law.get()))));
        }
        List<Set<Answer>> members = members(plan);
        List<Optional<Expectation>> allowed = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Stimulus stimulus = plan.steps().get(i).stimulus();
            allowed.add(members.get(i).isEmpty() ? Optional.empty()
                    : Optional.of(expectation(group, stimulus, members.get(i))));
        }
        return new PreparedCase(scenario, plan, allowed, Optional.empty());
    }

    private static Supplier<RunJudge> judges(Plan plan, Supplier<RunJudge> law) {
        return plan.room() == Room.UNIT ? law : new JudgedBefore(plan.steps().size(), law)::begin;
    }

    /**
     * For each step of the plan the answers that are allowed; none where nothing is asked, where the oracle is silent, or
     * where a room is judged as it goes.
     */
    public List<Set<Answer>> members(Plan plan) {
        if (plan.room().judgedAsItGoes()) {
            return Collections.nCopies(plan.steps().size(), Set.of());
        }
        Relation relation = relation(plan);
        List<Set<Answer>> members = new ArrayList<>();
        for (Step step : plan.steps()) {
            Set<Answer> allowed = relation.on(step.stimulus());
            members.add(step.stimulus().asks() ? allowed : Set.of());
        }
        return members;
    }

    private Expectation expectation(String group, Stimulus stimulus, Set<Answer> members) {
        return Expectation.exactly(members.stream().map(member -> this == LAW ? Outcome.law(stimulus, member)
                : Outcome.contract(group, stimulus, member)).toList());
    }

    private Relation relation(Plan plan) {
        Capabilities capabilities = plan.capabilities();
        boolean law = this == LAW;
        return switch (plan.room()) {
            case CONTEXT -> law ? new ContextRelation(capabilities) : new ContextContract(capabilities);
            case WALK -> law ? new WalkRelation(capabilities) : new WalkContract(capabilities);
            case IOTLB -> law ? new CacheRelation(capabilities) : new CacheContract(capabilities, plan.capacity());
            case MACHINE -> new MachineRelation(capabilities,
                    plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY);
            case FAULTS, REGISTERS, QUEUE, DRIVER, SAFETY, NOTIFIER, SHADOW, UNIT, INTERRUPTS, SCALABLE ->
                throw new IllegalArgumentException("no sets for the room " + plan.room());
        };
    }
}
