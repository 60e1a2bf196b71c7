package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.sandbox.Reply;
import iommu.probe.NeighbourPort;
import iommu.scenario.Expectation;
import iommu.scenario.Listing;
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
 * Plays a scenario and prints its lines, and for every question what was answered and what was allowed.
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
        return play(graded, neighbours -> player);
    }

    /** The same of a room that may have neighbours. @param start begins the run, and is told who answers for them */
    public boolean play(PreparedCase graded, Function<Optional<NeighbourPort>, Function<Stimulus, Reply>> start) {
        int wrong = 0;
        int asked = 0;
        int unjudged = 0;
        RunJudge judge = graded.begin();
        Listing lines = new Listing(graded.scenario());
        Function<Stimulus, Reply> player = start.apply(judge.neighbours());
        List<Step> steps = sound(graded);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Reply reply = player.apply(step.stimulus());
            if (reply instanceof Reply.Ended ended) {
                line(lines, step, new Verdict("ended: " + ended.text(), graded.allowed().get(i), "", false, true));
                out.println("The room's process ended at line " + step.line() + ".");
                return false;
            }
            Answer answer = ((Reply.Answered) reply).answer();
            Verdict verdict = verdict(graded, i, step, answer, judge);
            if (step.stimulus().asks() || !verdict.right()) {
                asked++;
                wrong += verdict.right() ? 0 : 1;
                unjudged += verdict.right() && !verdict.judged() ? 1 : 0;
                line(lines, step, verdict);
            }
            if (!verdict.right() && graded.relation().isPresent()) {
                break; // what may follow depends on what was answered
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

    /** How one answer is printed. @param why why it is wrong, where no set says it */
    private record Verdict(String said, Optional<Expectation> allowed, String why, boolean right, boolean judged) {
    }

    private static Verdict verdict(PreparedCase graded, int i, Step step, Answer answer, RunJudge judge) {
        Optional<Expectation> allowed = graded.allowed().get(i);
        String said = Outcome.describe(step.stimulus(), answer);
        Optional<RunJudge.Objection> objection = answer instanceof Answer.Broken ? Optional.of(new RunJudge.Objection("", List.of()))
                : judge.judge(i, answer);
        boolean asFile = accepts(step.expectation(), step, answer);
        boolean relation = graded.relation().isPresent() && judge.silence().isEmpty();
        return new Verdict(said, objection.isEmpty() && !asFile ? step.expectation() : allowed,
                objection.map(RunJudge.Objection::why).orElse(""), objection.isEmpty() && asFile,
                relation || allowed.isPresent() || step.expectation().isPresent());
    }

    /** The steps, without the expectations that state neither the law's set nor the contract's. */
    private List<Step> sound(PreparedCase graded) {
        List<Integer> wrong = graded.relation().isPresent() ? notOfTheReference(graded) : ofNoSet(graded);
        misstated = wrong.size();
        List<Step> steps = new ArrayList<>(graded.plan().steps());
        wrong.forEach(i -> steps.set(i, new Step(steps.get(i).line(), steps.get(i).stimulus(), Optional.empty())));
        return steps;
    }

    private static List<Integer> ofNoSet(PreparedCase graded) {
        List<Set<Answer>> law = Lawbook.LAW.members(graded.plan());
        List<Set<Answer>> contract = Lawbook.CONTRACT.members(graded.plan());
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < law.size(); i++) {
            Step step = graded.plan().steps().get(i);
            boolean sound = step.expectation().isEmpty() || law.get(i).isEmpty()
                    || step.expectation().get().describes(step.stimulus(), law.get(i))
                    || step.expectation().get().describes(step.stimulus(), contract.get(i));
            if (!sound) {
                wrong.add(i);
            }
        }
        return wrong;
    }

    /** A relation has no sets to compare with: what a file expects must at least be what the reference answers. */
    private static List<Integer> notOfTheReference(PreparedCase graded) {
        List<Integer> wrong = new ArrayList<>();
        Function<Stimulus, Answer> reference = Reference.of(graded.plan());
        for (int i = 0; i < graded.plan().steps().size(); i++) {
            Step step = graded.plan().steps().get(i);
            if (!accepts(step.expectation(), step, reference.apply(step.stimulus()))) {
                wrong.add(i);
            }
        }
        return wrong;
    }

    private static boolean accepts(Optional<Expectation> expectation, Step step, Answer answer) {
        return !(answer instanceof Answer.Broken) && (expectation.isEmpty() || expectation.get().accepts(step.stimulus(), answer));
    }

    private void line(Listing lines, Step step, Verdict verdict) {
        out.print(lines.upTo(step.line()));
        out.printf("        %-9s %s%n", "answered", verdict.said());
        verdict.allowed().ifPresent(e -> out.printf("        %-9s %s%n", e.kind() == Expectation.Kind.FORBID ? "forbidden" : "allowed",
                e.outcomes().stream().map(Outcome::toString).collect(Collectors.joining(", "))));
        if (!verdict.why().isEmpty()) {
            out.printf("        %-9s %s%n", "because", verdict.why());
        }
        out.printf("        %s%n", !verdict.right() ? "WRONG" : verdict.judged() ? "ok" : "not judged");
    }
}
