package iommu.grade.report;

import iommu.grade.verdict.TestsResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a learner's tests are worth, for the terminal: each test, the stages, and which test exposes which bug. */
public final class TestsText {

    private static final int BUG = 16;
    private static final int CELL = 3;

    private final TestsResult result;
    private final TerminalStyle style;
    private final StringBuilder out = new StringBuilder();

    private TestsText(TestsResult result, TerminalStyle style) {
        this.result = result;
        this.style = style;
    }

    /** @param words the matrix in words, as it is too where a table of it does not fit */
    public static String of(TestsResult result, boolean words, TerminalStyle style) {
        TestsText text = new TestsText(result, style);
        text.head();
        text.tests();
        if (result.bugs() > 0) {
            text.stages();
            text.out.append('\n');
            if (words || BUG + CELL * result.tests().size() > style.width()) {
                text.words();
            } else {
                text.table();
            }
        }
        return text.out.toString();
    }

    private void head() {
        String worth = result.bugs() == 0 ? "there are no seeded bugs of this lab to expose yet"
                : "your tests expose " + result.exposed() + " of " + result.bugs() + " seeded bugs";
        out.append(style.strong(TerminalText.paragraph("lab " + result.lab().replaceFirst("-", " ") + ": " + worth, "", style).stripTrailing()))
                .append('\n');
    }

    private void tests() {
        for (int i = 0; i < result.tests().size(); i++) {
            TestsResult.Test test = result.tests().get(i);
            String number = "  " + Cells.right(Integer.toString(i + 1), 2) + "  ";
            String says = test.refusal().isPresent() ? "counts for nothing" : "exposes " + test.exposes().size();
            int room = Math.max(8, style.width() - number.length() - says.length() - 2);
            out.append(number).append(Cells.fitted(test.file(), room)).append("  ").append(says).append('\n');
            test.refusal().ifPresent(r -> out.append(TerminalText.paragraph(r.at(test.file()), "      ", style)));
        }
    }

    private void stages() {
        String all = result.stagesWithBugs().stream().map(s -> "stage " + s + ": " + result.exposed(s) + " of " + result.bugs(s))
                .collect(Collectors.joining(", "));
        out.append(TerminalText.paragraph(all + ".", "  ", style));
    }

    /** A line for each bug, a column for each test. */
    private void table() {
        out.append("  ").append(Cells.left("bug, stage", BUG - 2));
        for (int i = 1; i <= result.tests().size(); i++) {
            out.append(Cells.right(Integer.toString(i), CELL));
        }
        out.append('\n');
        for (int bug = 1; bug <= result.bugs(); bug++) {
            List<Integer> by = result.exposers(bug);
            out.append("  ").append(Cells.left(Cells.right(Integer.toString(bug), 3) + ", " + result.stages().get(bug - 1), BUG - 2));
            for (int i = 0; i < result.tests().size(); i++) {
                out.append(Cells.right(by.contains(i) ? "x" : ".", CELL));
            }
            out.append('\n');
        }
    }

    private void words() {
        for (int stage : result.stagesWithBugs()) {
            out.append("  Stage ").append(stage).append('\n');
            List<Integer> hidden = new ArrayList<>();
            for (int bug : IntStream.rangeClosed(1, result.bugs()).filter(b -> result.stages().get(b - 1) == stage).toArray()) {
                List<Integer> by = result.exposers(bug);
                if (by.isEmpty()) {
                    hidden.add(bug);
                } else {
                    out.append(TerminalText.paragraph("bug " + bug + " by " + (by.size() == 1 ? "test " : "tests ")
                            + by.stream().map(i -> Integer.toString(i + 1)).collect(Collectors.joining(", ")), "    ", style));
                }
            }
            if (!hidden.isEmpty()) {
                out.append(TerminalText.paragraph("not exposed: " + hidden.stream().map(b -> Integer.toString(b))
                        .collect(Collectors.joining(", ")), "    ", style));
            }
        }
    }
}
