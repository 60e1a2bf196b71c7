package iommu.grade.proof;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Reference;
import iommu.grade.judge.RunJudge;
import iommu.grade.labs.Group;
import iommu.scenario.Expander;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Holds what a scenario file says is expected against what the oracle says is allowed. */
public final class WrittenExpectations {

    private WrittenExpectations() {
    }

    /** What is wrong in the file's expectations; empty if nothing is. @param group that the file is a case of */
    public static List<String> objections(Scenario scenario, Group group) {
        Lawbook book = Lawbook.named(group.kind());
        PreparedCase prepared = Lawbook.prepare(group, scenario);
        return prepared.relation().isPresent() ? ofRelation(prepared, book) : ofSets(scenario, book);
    }

    /**
     * Of a room that is judged as it goes: the law allows the reference in every way in which it can be built, the contract
     * in one of them; of each that is allowed the file says only what is so.
     */
    private static List<String> ofRelation(PreparedCase prepared, Lawbook book) {
        List<String> objections = new ArrayList<>();
        int allowed = 0;
        int readings = 0;
        for (Function<Stimulus, Answer> reference : Reference.readings(prepared.plan())) {
            readings++;
            List<String> refused = new ArrayList<>();
            List<String> misstated = new ArrayList<>();
            RunJudge judge = prepared.begin();
            for (int i = 0; i < prepared.plan().steps().size(); i++) {
                Step step = prepared.plan().steps().get(i);
                Answer answer = reference.apply(step.stimulus());
                judge.judge(i, answer).ifPresent(o -> refused.add(at(prepared.scenario(), step) + "the reference is refused: " + o.why()));
                if (step.expectation().isPresent() && !step.expectation().get().accepts(step.stimulus(), answer)) {
                    misstated.add(at(prepared.scenario(), step) + "written " + step.expectation().get() + ", answered "
                            + Outcome.describe(step.stimulus(), answer));
                }
            }
            judge.silence().ifPresent(why -> objections.add(prepared.scenario().name() + ": not judged to its end: " + why));
            if (book == Lawbook.LAW || refused.isEmpty()) {
                objections.addAll(refused);
                objections.addAll(misstated);
                allowed += refused.isEmpty() ? 1 : 0;
            }
        }
        if (allowed == 0 || book == Lawbook.LAW && allowed < readings || prepared.plan().steps().stream().noneMatch(s ->
                s.expectation().isPresent())) {
            objections.add(prepared.scenario().name() + ": the reference does not keep it, or nothing is expected");
        }
        return objections;
    }

    private static List<String> ofSets(Scenario scenario, Lawbook book) {
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
