package iommu.grade.cli;

import iommu.arch.stimulus.Answer;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.RunJudge;
import iommu.grade.sandbox.ProbeSession;
import iommu.scenario.Expectation;
import iommu.scenario.Listing;
import iommu.scenario.Outcome;
import iommu.scenario.Step;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** The steps of a run as they are played: the line, what was answered, what is allowed; before it the lines that ask nothing. */
final class StepText {

    private final PreparedCase graded;
    private final PrintWriter out;
    private final Listing lines;

    StepText(PreparedCase graded, PrintWriter out) {
        this.graded = graded;
        this.out = out;
        lines = new Listing(graded.scenario());
    }

    /** Shows a step that asks something, or that went wrong. @param silence why the judge says nothing any more */
    void show(int index, Answer answer, Optional<RunJudge.Objection> objection, Optional<String> silence) {
        Step step = graded.plan().steps().get(index);
        if (!step.stimulus().asks() && objection.isEmpty()) {
            return;
        }
        out.print(lines.upTo(step.line()));
        line("answered", Outcome.describe(step.stimulus(), answer));
        Optional<Expectation> set = graded.allowed().get(index);
        List<String> instead = set.map(e -> e.outcomes().stream().map(Outcome::toString).toList())
                .orElse(objection.map(RunJudge.Objection::instead).orElse(List.of()));
        boolean forbidden = set.filter(e -> e.kind() == Expectation.Kind.FORBID).isPresent();
        instead.forEach(each -> line(forbidden ? "forbidden" : "allowed", each));
        objection.map(RunJudge.Objection::why).filter(why -> !why.isEmpty()).ifPresent(why -> line("because", why));
        boolean judged = silence.isEmpty() && (graded.relation().isPresent() || graded.allowed().get(index).isPresent());
        out.printf("        %s%n", objection.isPresent() ? "WRONG" : judged ? "ok" : "not judged here");
    }

    /** Ends a session, and tells what its room printed meanwhile; nothing if it printed nothing. */
    static void printed(ProbeSession session, PrintWriter out) {
        session.close();
        String text = session.printed();
        out.print(text.isBlank() ? "" : "Your room printed:\n" + text.strip().indent(4));
        out.flush();
    }

    private void line(String label, String text) {
        out.printf("        %-9s %s%n", label, text);
    }
}
