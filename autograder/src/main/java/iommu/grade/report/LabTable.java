package iommu.grade.report;

import iommu.grade.explain.Behaviours;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import iommu.view.SafeText;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One lab for the terminal, as {@code ./iommu check} shows it: its groups, then the first failure to look at. */
public final class LabTable {

    private static final int MOST_MESSAGE_LINES = 40;
    private static final int SHORTEST_TITLE = 8;
    private static final int LABEL = 16;

    private LabTable() {
    }

    /**
     * The whole table, lines that end in a line feed.
     *
     * @param guides group id to what the manifest says of it
     */
    public static String of(LabResult lab, Map<String, GroupGuide> guides, TerminalStyle style) {
        String name = "lab " + lab.lab().replaceFirst("-", " ");
        StringBuilder out = new StringBuilder(style.strong(Cells.fitted(name, style.width() - 24))).append("  ")
                .append(style.paint(lab.verdict(), lab.verdict().toString())).append("  ").append(lab.score())
                .append('/').append(lab.maxScore()).append('\n');
        if (!lab.message().isEmpty()) {
            SafeText.lines(lab.message()).lines().limit(MOST_MESSAGE_LINES)
                    .forEach(line -> out.append("  ").append(line.stripTrailing()).append('\n'));
        }
        List<GroupResult> groups = lab.groups().stream()
                .sorted(Comparator.comparingInt(g -> stage(g, guides))).toList();
        if (lab.verdict() != Verdict.REJECTED && lab.attempted()) {
            groups.forEach(g -> out.append(row(g, guides, style)).append('\n'));
            groups.stream().filter(FailureHtml::explained).min(Comparator.comparing(g -> g.verdict() == Verdict.NOT_JUDGED))
                    .ifPresent(g -> out.append('\n').append(first(g, style)));
        }
        return out.toString();
    }

    private static int stage(GroupResult group, Map<String, GroupGuide> guides) {
        return guides.getOrDefault(group.id(), GroupGuide.NONE).stage();
    }

    private static String row(GroupResult group, Map<String, GroupGuide> guides, TerminalStyle style) {
        boolean blocked = group.verdict() == Verdict.FAILED && !group.blockedBy().isEmpty();
        boolean unjudged = group.verdict() == Verdict.NOT_JUDGED;
        String word = Cells.left(blocked ? "blocked" : unjudged ? "-" : group.verdict().toString(), 7);
        String what = blocked ? "fix " + String.join(", ", group.blockedBy()) + " first"
                : (unjudged ? "not judged here: " : "") + group.title();
        String start = "  " + Cells.left(guides.getOrDefault(group.id(), GroupGuide.NONE).stageOr("-"), 2) + " "
                + Cells.left(Cells.fitted(group.id(), 18), 18) + " ";
        String points = "  " + Cells.right((unjudged ? "-" : group.score()) + "/" + group.maxScore(), 5) + "  ";
        int left = style.width() - Cells.width(start + word + points);
        String title = left < SHORTEST_TITLE ? "" : Cells.fitted(what, left);
        return (start + style.paint(group.verdict(), word) + points + title).stripTrailing();
    }

    private static String first(GroupResult group, TerminalStyle style) {
        String heading = Cells.fitted(group.id() + "  " + group.rule(), style.width());
        StringBuilder out = new StringBuilder(style.strong(heading)).append('\n');
        Cells.wrapped(group.message(), style.width() - 2).forEach(line -> out.append("  ").append(line).append('\n'));
        Behaviours.of(group).ifPresent(mistake -> Cells.wrapped("It looks as if " + mistake.sentence() + ".", style.width() - 2)
                .forEach(line -> out.append("  ").append(line).append('\n')));
        group.counterexample().ifPresent(c -> {
            out.append("\n  ").append(Cells.fitted("line " + c.divergence().line() + ": " + c.divergence().step(),
                    style.width() - 2)).append('\n');
            out.append(labelled("your room said", c.divergence().answered(), style));
            String word = c.divergence().why().isEmpty() ? "allowed" : "allowed, e.g.";
            for (String allowed : c.divergence().allowed()) {
                out.append(labelled(word, allowed, style));
                word = "or";
            }
        });
        return out.toString();
    }

    /** A label and what belongs to it, beside it, on as many lines as that takes. */
    private static String labelled(String label, String text, TerminalStyle style) {
        String start = "    " + Cells.left(label, LABEL);
        StringBuilder out = new StringBuilder();
        for (String line : Cells.wrapped(text, style.width() - start.length())) {
            out.append(start).append(line).append('\n');
            start = " ".repeat(start.length());
        }
        return out.toString();
    }
}
