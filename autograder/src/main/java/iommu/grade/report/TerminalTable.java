package iommu.grade.report;

import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** A batch as a table for the terminal: name, verdict, points of each lab, total, and what to look at. */
public final class TerminalTable {

    private static final int LONGEST_NAME = 20;
    private static final int SHORTEST_NAME = 8;
    private static final int SHORTEST_NOTE = 10;

    private final Batch batch;
    private final TerminalStyle style;
    private final List<Batch.LabColumn> labs;
    private final int verdictWidth;
    private final int labWidth;
    private final int totalWidth;
    private final int nameWidth;
    private final int noteWidth;

    private TerminalTable(Batch batch, TerminalStyle style) {
        this.batch = batch;
        this.style = style;
        verdictWidth = widest(batch.submissions().stream().map(s -> s.verdict().toString()).toList(), "verdict");
        labWidth = widest(batch.labs().stream().map(l -> Integer.toString(l.maxScore())).toList(), "00");
        totalWidth = widest(List.of(Integer.toString(batch.maxScore())), "total");
        int wanted = Math.min(LONGEST_NAME, widest(batch.submissions().stream().map(s -> Cells.fitted(s.submission(),
                LONGEST_NAME)).toList(), "submission"));
        int others = verdictWidth + totalWidth + 6;
        int offered = (style.width() - others - SHORTEST_NAME) / (labWidth + 2);
        labs = batch.labs().size() <= offered ? batch.labs() : List.of();
        int left = style.width() - others - labs.size() * (labWidth + 2);
        nameWidth = Math.min(left, wanted);
        noteWidth = left - nameWidth >= SHORTEST_NOTE ? left - nameWidth : 0;
    }

    private static int widest(List<String> cells, String header) {
        return Math.max(Cells.width(header), cells.stream().mapToInt(Cells::width).max().orElse(0));
    }

    /** The whole table, lines that end in a line feed; if so many labs don't fit, their totals alone. */
    public static String of(Batch batch, TerminalStyle style) {
        return new TerminalTable(batch, style).text();
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        out.append(style.strong(line("submission", Cells.left("verdict", verdictWidth),
                labs.stream().map(Batch.LabColumn::number).toList(), "total", "look at"))).append('\n');
        for (SubmissionResult s : batch.submissions()) {
            out.append(line(s.submission(), style.paint(s.verdict(), Cells.left(s.verdict().toString(), verdictWidth)),
                    labs.stream().map(l -> Batch.lab(s, l.lab()).map(TerminalTable::points).orElse("-")).toList(),
                    s.verdict() == Verdict.INCONCLUSIVE ? "?" : Integer.toString(s.score()), note(s))).append('\n');
        }
        return out.append(line("maximum", Cells.left("", verdictWidth),
                labs.stream().map(l -> Integer.toString(l.maxScore())).toList(), Integer.toString(batch.maxScore()),
                batch.practice() ? "practice grading" : "")).append('\n').toString();
    }

    private String line(String name, String verdict, List<String> points, String total, String note) {
        String cells = points.stream().map(p -> "  " + Cells.right(p, labWidth)).collect(Collectors.joining());
        String line = Cells.left(Cells.fitted(name, nameWidth), nameWidth) + "  " + verdict + cells + "  "
                + Cells.right(total, totalWidth) + (noteWidth == 0 ? "" : "  " + Cells.fitted(note, noteWidth));
        return line.stripTrailing();
    }

    private static String points(LabResult lab) {
        return lab.verdict() == Verdict.INCONCLUSIVE ? "?" : Integer.toString(lab.score());
    }

    private static String note(SubmissionResult submission) {
        List<String> remarks = submission.labs().stream().map(TerminalTable::note).filter(n -> !n.isEmpty()).toList();
        return remarks.isEmpty() ? String.join("; ", submission.notes()) : String.join(", ", remarks);
    }

    private static String note(LabResult lab) {
        String number = Batch.numberOf(lab.lab());
        return switch (lab.verdict()) {
            case PASSED -> "";
            case REJECTED, INCONCLUSIVE, NOT_JUDGED -> number + " " + lab.verdict();
            case FAILED -> lab.attempted() ? lab.groups().stream().filter(FailureHtml::explained).map(GroupResult::id)
                    .collect(Collectors.joining(", ")) : number + " not begun";
        };
    }
}
