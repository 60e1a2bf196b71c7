package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.grade.sandbox.Cause;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.Divergence;
import iommu.scenario.Expectation;
import iommu.scenario.Line;
import iommu.scenario.Outcome;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.List;
import java.util.Optional;

/**
 * What was found wrong in one case.
 *
 * @param sentence   for a person
 * @param blamesHost the learner's room is not to blame
 * @param graded     the case, shrunk if it could be; null where there is nothing to show
 * @param result     how it ended; null likewise
 */
record Finding(String sentence, boolean blamesHost, PreparedCase graded, CaseResult result) {

    static Finding notWritten() {
        return new Finding("Not written yet.", false, null, null);
    }

    static Finding of(PreparedCase graded, CaseResult result) {
        return new Finding(sentenceOf(graded, result), false, graded, result);
    }

    static Finding leak(PreparedCase graded, CaseResult result) {
        return new Finding("State leaks between cases: this run fails after others and passes in another process. "
                + sentenceOf(graded, result), false, graded, result);
    }

    static Finding varies(PreparedCase graded, CaseResult first, CaseResult second) {
        return new Finding("Not deterministic: the same run ended in two ways. " + sentenceOf(graded, first)
                + " Then: " + (second instanceof CaseResult.Unjudged(String why) ? "nothing that can be judged to the end, for " + why + "."
                : sentenceOf(graded, second)), false, graded, first);
    }

    static Finding host(PreparedCase graded, CaseResult result) {
        return new Finding("The grader could not run this: " + sentenceOf(graded, result), true, graded, result);
    }

    /** The judge itself has nothing to say of the end of a case; which case, its name must not tell: a course keeps it secret. */
    static Finding silent(CaseResult.Unjudged result) {
        return new Finding("The grader could not judge a run to its end: " + result.why() + ".", true, null, result);
    }

    Optional<Counterexample> counterexample(String group) {
        return graded == null ? Optional.empty()
                : Optional.of(new Counterexample(group + ".vtd", text(group), divergence()));
    }

    private Divergence divergence() {
        Step step = graded.plan().steps().get(index(result));
        return new Divergence(step.line(), bare(graded.scenario(), step.line()), saidBy(step, result).replaceFirst("^answered ", ""),
                allowed(graded, result), why(result));
    }

    /** The case up to the step that went wrong, with what was allowed written beside that. */
    private String text(String group) {
        int index = index(result);
        Step step = graded.plan().steps().get(index);
        Scenario scenario = graded.scenario();
        Line line = scenario.lines().get(step.line() - 1);
        Scenario told = scenario.with(step.line(), graded.relation().isPresent() ? forbidding(line, step, group)
                : line.expecting(graded.allowed().get(index)));
        return new Scenario(told.name(), told.lines().subList(0, step.line())).text();
    }

    /** Where no set of answers can be written down, the one that was given can: it stays wrong in this run. */
    private Line forbidding(Line line, Step step, String group) {
        if (!(result instanceof CaseResult.Diverged(int at, Answer answer, RunJudge.Objection objection))
                || answer instanceof Answer.Broken) {
            return line;
        }
        Expectation forbidden = new Expectation(Expectation.Kind.FORBID, List.of(Outcome.contract(group, step.stimulus(), answer)));
        return new Line(line.statement(), Optional.of(forbidden), objection.why(), "");
    }

    private static String bare(Scenario scenario, int line) {
        return scenario.lines().get(line - 1).expecting(Optional.empty()).text();
    }

    private static int index(CaseResult result) {
        return switch (result) {
            case CaseResult.Kept kept -> throw new IllegalArgumentException("nothing went wrong");
            case CaseResult.Unjudged silent -> throw new IllegalArgumentException("nothing is known to have gone wrong");
            case CaseResult.Diverged diverged -> diverged.step();
            case CaseResult.BrokeOff off -> off.step();
        };
    }

    private static String sentenceOf(PreparedCase graded, CaseResult result) {
        Step step = graded.plan().steps().get(index(result));
        String said = saidBy(step, result);
        List<String> allowed = allowed(graded, result);
        String where = "Line " + step.line() + ": ";
        if (!why(result).isEmpty()) {
            return where + "your room " + said + ". Not allowed: " + why(result)
                    + (allowed.isEmpty() ? "." : ". Allowed is, for instance, " + allowed.getFirst() + ".");
        }
        if (allowed.isEmpty()) {
            return where + "your room " + said + ".";
        }
        return where + "your room " + said + (allowed.size() == 1 ? "; the only answer allowed is " : "; allowed are ")
                + String.join(", or ", allowed) + ".";
    }

    private static String saidBy(Step step, CaseResult result) {
        return switch (result) {
            case CaseResult.Kept kept -> "answered";
            case CaseResult.Unjudged silent -> "answered";
            case CaseResult.Diverged diverged -> switch (diverged.answer()) {
                case Answer.Broken broken -> broken(broken);
                case Answer answer -> "answered " + Outcome.describe(step.stimulus(), answer);
            };
            case CaseResult.BrokeOff off -> ended(off.end().cause());
        };
    }

    private static String broken(Answer.Broken broken) {
        return switch (broken.what()) {
            case NOT_WRITTEN -> "is not written yet here";
            case THREW -> "threw " + broken.text();
            case NULL -> "returned null";
            case MALFORMED -> "returned a value that can't be: " + broken.text();
        };
    }

    private static String ended(Cause cause) {
        return switch (cause) {
            case EXITED -> "ended its process instead of answering";
            case CPU_LIMIT -> "used up its processor time without answering";
            case STOPPED_ANSWERING -> "stopped answering";
            case MEMORY -> "used up its memory";
            case PROTOCOL -> "sent the judge what no room sends";
            case CRASHED -> "crashed its process";
            case SANDBOX -> "could not be started";
        };
    }

    private static String why(CaseResult result) {
        return result instanceof CaseResult.Diverged diverged ? diverged.objection().why() : "";
    }

    private static List<String> allowed(PreparedCase graded, CaseResult result) {
        return result instanceof CaseResult.Diverged diverged ? diverged.objection().instead()
                : graded.allowed().get(index(result)).map(Expectation::outcomes).orElse(List.of()).stream().map(Outcome::toString).toList();
    }
}
