package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.sandbox.Reply;
import iommu.scenario.Expectation;
import iommu.scenario.Outcome;
import iommu.scenario.Step;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Plays a scenario and prints, for every question in it, what was answered and what was allowed.
 *
 * <p>The oracle decides. What the file expects counts beside it, as a lab's contract may ask more than the law; but a
 * file that expects what is not allowed at all is wrong itself, and no room is blamed for it.
 */
public final class Replay {

    private final PrintWriter out;
    private int misstated;

    public Replay(PrintWriter out) {
        this.out = out;
    }

    /** Plays it. @return whether every answer was allowed and as the file expects */
    public boolean run(PreparedCase graded, Function<Stimulus, Reply> player) {
        int wrong = 0;
        int asked = 0;
        int unjudged = 0;
        List<Step> steps = sound(graded);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Reply reply = player.apply(step.stimulus());
            if (reply instanceof Reply.Ended ended) {
                line(graded, step, "ended: " + ended.text(), graded.allowed().get(i), false);
                out.println("The room's process ended at line " + step.line() + ".");
                return false;
            }
            Answer answer = ((Reply.Answered) reply).answer();
            boolean right = right(step, graded.allowed().get(i), answer);
            if (step.stimulus().asks() || !right) {
                asked++;
                wrong += right ? 0 : 1;
                unjudged += right && !isJudged(graded.allowed().get(i), step) ? 1 : 0;
                line(graded, step, said(step, answer), judged(step, graded.allowed().get(i), answer), right);
            }
        }
        if (misstated > 0) {
            out.println(misstated + " expectations of the file are not what is allowed there, and were passed over.");
        }
        String answers = asked == 1 ? "1 answer" : asked + " answers";
        out.println(wrong > 0 ? wrong + " of " + answers + " not allowed." : unjudged > 0
                ? answers + ", none of them wrong; on " + unjudged + " the oracle does not speak." : answers + ", all allowed.");
        return wrong == 0;
    }

    /** Whether the last run met expectations that the oracle does not share. */
    public boolean fileIsWrong() {
        return misstated > 0;
    }

    /** The steps, without the expectations that state neither the law's set nor the contract's. */
    private List<Step> sound(PreparedCase graded) {
        List<Set<Answer>> law = Lawbook.LAW.members(graded.plan());
        List<Set<Answer>> contract = Lawbook.CONTRACT.members(graded.plan());
        List<Step> steps = new ArrayList<>();
        misstated = 0;
        for (int i = 0; i < law.size(); i++) {
            Step step = graded.plan().steps().get(i);
            boolean sound = step.expectation().isEmpty() || law.get(i).isEmpty()
                    || step.expectation().get().describes(step.stimulus(), law.get(i))
                    || step.expectation().get().describes(step.stimulus(), contract.get(i));
            misstated += sound ? 0 : 1;
            steps.add(sound ? step : new Step(step.line(), step.stimulus(), Optional.empty()));
        }
        return steps;
    }

    private static boolean right(Step step, Optional<Expectation> allowed, Answer answer) {
        if (answer instanceof Answer.Broken) {
            return false;
        }
        return accepts(allowed, step, answer) && accepts(step.expectation(), step, answer);
    }

    private static boolean isJudged(Optional<Expectation> allowed, Step step) {
        return allowed.isPresent() || step.expectation().isPresent();
    }

    private static boolean accepts(Optional<Expectation> expectation, Step step, Answer answer) {
        return expectation.isEmpty() || expectation.get().accepts(step.stimulus(), answer);
    }

    /** The expectation to show: the file's own where that is the one not met, else the oracle's. */
    private static Optional<Expectation> judged(Step step, Optional<Expectation> allowed, Answer answer) {
        return accepts(allowed, step, answer) && !accepts(step.expectation(), step, answer) ? step.expectation() : allowed;
    }

    private static String said(Step step, Answer answer) {
        return Outcome.describe(step.stimulus(), answer);
    }

    private void line(PreparedCase graded, Step step, String said, Optional<Expectation> allowed, boolean right) {
        out.printf("%4d  %s%n", step.line(),
                graded.scenario().lines().get(step.line() - 1).expecting(Optional.empty()).text().strip());
        out.printf("        %-9s %s%n", "answered", said);
        allowed.ifPresent(e -> out.printf("        %-9s %s%n", e.kind() == Expectation.Kind.FORBID ? "forbidden" : "allowed",
                e.outcomes().stream().map(Outcome::toString).collect(Collectors.joining(", "))));
        out.printf("        %s%n", !right ? "WRONG" : isJudged(allowed, step) ? "ok" : "not judged");
    }
}
