package iommu.grade.explain;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Reference;
import iommu.grade.recorded.Ways;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Step;
import iommu.view.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Explains one access of a scenario: plays what comes before it, and tells it with the reference's rooms. */
public final class Explainer {

    private final PreparedCase graded;
    private final Plan plan;
    private final List<Answer> answers = new ArrayList<>();

    /** @param graded the scenario, with what is allowed at each step */
    public Explainer(PreparedCase graded) {
        this.graded = graded;
        this.plan = graded.plan();
        Function<Stimulus, Answer> reference = Reference.of(plan);
        plan.steps().forEach(step -> answers.add(reference.apply(step.stimulus())));
    }

    /**
     * Explains the access of this line; without a line the last one whose expectation fails, else the last one.
     *
     * @throws UsageException if there is no access, naming the lines that have one
     */
    public Explanation explain(OptionalInt line) {
        List<Integer> accesses = accesses();
        if (accesses.isEmpty()) {
            throw new UsageException(graded.scenario().name()
                    + " has no access to explain: no dma, interrupt, walk, context or lookup line");
        }
        return explain(line.isPresent() ? at(line.getAsInt(), accesses) : last(accesses));
    }

    /** The way to every answer of the scenario. */
    public Ways ways() {
        Map<Integer, String> byLine = new TreeMap<>();
        accesses().forEach(i -> byLine.put(plan.steps().get(i).line(), explain(i).picture().text()));
        return new Ways(byLine);
    }

    private List<Integer> accesses() {
        List<Integer> accesses = new ArrayList<>();
        for (int i = 0; i < plan.steps().size(); i++) {
            if (isAccess(plan.steps().get(i).stimulus())) {
                accesses.add(i);
            }
        }
        return accesses;
    }

    private boolean isAccess(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.RegisterRead r -> plan.room() == Room.REGISTERS || plan.room() == Room.UNIT;
            case Stimulus.AskForPage p -> false;
            default -> stimulus.asks();
        };
    }

    private int at(int line, List<Integer> accesses) {
        String lines = accesses.stream().map(i -> Integer.toString(plan.steps().get(i).line())).collect(Collectors.joining(", "));
        return accesses.stream().filter(i -> plan.steps().get(i).line() == line).findFirst().orElseThrow(() ->
                new UsageException(graded.scenario().name() + ":" + line + " is no access; those are at line " + lines));
    }

    private int last(List<Integer> accesses) {
        return accesses.stream().filter(i -> fails(i)).reduce((a, b) -> b).orElse(accesses.get(accesses.size() - 1));
    }

    private boolean fails(int i) {
        Step step = plan.steps().get(i);
        return step.expectation().isPresent() && !step.expectation().get().accepts(step.stimulus(), answers.get(i));
    }

    private Explanation explain(int i) {
        Step step = plan.steps().get(i);
        List<String> remarks = new ArrayList<>();
        remarks.add("answered  " + Outcome.describe(step.stimulus(), answers.get(i)));
        graded.allowed().get(i).ifPresent(e -> remarks.add("allowed   " + said(e)));
        step.expectation().ifPresent(e -> remarks.add("the file  " + e + (fails(i) ? "   NOT MET" : "   met")));
        return new Explanation(step.line(), graded.scenario().lines().get(step.line() - 1).text(), picture(i), remarks);
    }

    private static String said(Expectation allowed) {
        return allowed.outcomes().stream().map(Outcome::toString).collect(Collectors.joining(", or "));
    }

    private Picture picture(int i) {
        Capabilities unit = plan.capabilities();
        Played played = new Played(unit, plan.capacity());
        boolean alone = plan.room().judgedAsItGoes() && plan.room() != Room.UNIT;
        for (Step before : alone ? List.<Step>of() : plan.steps().subList(0, i)) {
            if (!(before.stimulus() instanceof Stimulus.OfRoom)) {
                played.play(before.line(), before.stimulus());
            }
        }
        return switch (plan.steps().get(i).stimulus()) {
            case Stimulus.Dma dma -> DmaStory.of(played, dma.request(), ((Answer.Dma) answers.get(i)).outcome()).picture();
            case Stimulus.Interrupt interrupt ->
                new InterruptStory(played, interrupt, ((Answer.Interrupt) answers.get(i)).result()).telling().picture();
            case Stimulus.Walk walk -> RoomStory.walk(played, walk);
            case Stimulus.LookUpContext lookup -> RoomStory.context(played, lookup);
            case Stimulus.OfRoom call -> CallStory.of(graded.scenario(), plan, answers, i);
            case Stimulus.RegisterRead read -> CallStory.of(graded.scenario(), plan, answers, i);
            default -> RoomStory.cache(graded.scenario(), plan.steps().get(i).line(),
                    Outcome.describe(plan.steps().get(i).stimulus(), answers.get(i)));
        };
    }
}
