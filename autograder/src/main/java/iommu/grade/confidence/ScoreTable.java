package iommu.grade.confidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scores as a table in Markdown, which is as good in a terminal, and each judgement as a line of CSV. */
public final class ScoreTable {

    private static final List<String> HEAD = List.of("lab", "bugs caught, hidden cases", "visible cases", "right class named",
            "equivalents pass the law", "points lost elsewhere: median, most", "flakes", "lines to show it");

    private ScoreTable() {
    }

    /** @param rows one for each lab, then one for all of them */
    public static String markdown(List<Scores> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEAD);
        rows.forEach(row -> cells.add(cells(row)));
        int[] widths = new int[HEAD.size()];
        cells.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            text.append(line(cells.get(i), widths));
            if (i == 0) {
                text.append(line(HEAD.stream().map(h -> "").toList(), widths).replace(' ', '-'));
            }
        }
        return text.toString();
    }

    private static List<String> cells(Scores row) {
        return List.of(row.title(), row.hidden().toString(), row.visible().toString(), row.named().toString(),
                row.equivalents().toString(), String.format(Locale.ROOT, "%.1f, %.0f %%", row.outsideMedian(), row.outsideMost()),
                row.flakes().hits() + " of " + row.flakes().of(), String.format(Locale.ROOT, "%.1f", row.lines()));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            line.append(' ').append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length())).append(" |");
        }
        return line.append('\n').toString();
    }

    /** What was seen of each subject under each seed. */
    public static String csv(List<Seen> all) {
        StringBuilder text = new StringBuilder("lab,subject,kind,base,group,class,seed,failed,named,lines\n");
        for (Seen seen : all) {
            add(text, seen, "visible", seen.visible());
            for (int i = 0; i < seen.hidden().size(); i++) {
                add(text, seen, "seed " + (i + 1), seen.hidden().get(i));
            }
        }
        return text.toString();
    }

    private static void add(StringBuilder text, Seen seen, String by, Observation one) {
        Subject subject = seen.subject();
        text.append(String.join(",", subject.lab(), subject.id(), subject.isBug() ? "bug" : "equivalent", subject.base(),
                subject.mistake().map(Subject.Mistake::group).orElse(""),
                subject.mistake().map(m -> m.behaviour().word()).orElse(""), by, String.join(" ", one.failed()),
                one.behaviour(), Integer.toString(one.lines()))).append('\n');
    }

    /** What keeps the table from being perfect, a line each: which subject, and how. */
    public static List<String> remarks(List<Seen> all) {
        List<String> remarks = new ArrayList<>();
        for (Seen seen : all) {
            String name = seen.subject().name();
            if (!seen.subject().isBug()) {
                note(remarks, !seen.keepsTheLaw(), name + " is right, and fails " + seen.failed(0));
                continue;
            }
            note(remarks, !seen.caughtHidden(), name + " survives generated cases");
            note(remarks, !seen.caughtVisible(), name + " survives the visible cases");
            note(remarks, seen.outside() > 0, name + " costs " + seen.outside() + " points outside its group and those it blocks: " + seen.failed(0));
            note(remarks, seen.rightlyNamed() < seen.hidden().size(), name + " is called "
                    + seen.hidden().stream().map(Observation::behaviour).distinct().toList() + ", not "
                    + seen.subject().mistake().map(m -> m.behaviour().word()).orElse(""));
        }
        return remarks;
    }

    private static void note(List<String> remarks, boolean holds, String sentence) {
        if (holds) {
            remarks.add(sentence);
        }
    }
}
