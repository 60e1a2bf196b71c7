package iommu.grade.watch;

import iommu.grade.judge.LiveLab;
import iommu.grade.report.TerminalStyle;
import iommu.grade.verdict.LabResult;
import java.io.PrintWriter;
import java.util.function.Function;

/**
 * Where a watching learner looks.
 *
 * @param table draws a result
 */
public record Screens(PrintWriter out, TerminalStyle style, Function<LabResult, String> table) {

    /** The last line on each version where lines are written. */
    static final String LAST_WORD = "Waiting for the next save.";

    /** Line after line. @param cases how many cases are watched */
    public Screen lines(LiveLab what, int cases) {
        return new LineScreen(out, style, new Sentences(what.lab(), what.groups().size(), cases), table);
    }

    /** A picture that is drawn anew, on a terminal that can. @param footer stands below it */
    public Screen full(LiveLab what, int cases, String footer) {
        return new FullScreen(out, style, new Sentences(what.lab(), what.groups().size(), cases), table, footer);
    }
}
