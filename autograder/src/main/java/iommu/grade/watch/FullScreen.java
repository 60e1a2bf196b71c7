package iommu.grade.watch;

import iommu.grade.judge.LiveLook;
import iommu.grade.report.TerminalStyle;
import iommu.grade.report.TerminalText;
import iommu.grade.verdict.LabResult;
import java.io.PrintWriter;
import java.util.function.Function;

/**
 * One picture that is drawn anew. While a version is judged, and while one does not compile, the last verdict stays
 * below what is said of it.
 */
final class FullScreen implements Screen {

    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final PrintWriter out;
    private final TerminalStyle style;
    private final Sentences sentences;
    private final Function<LabResult, String> table;
    private final String footer;
    /** The last verdict that was settled on a version that ran, with its smallest run. */
    private String last = "";
    private boolean judgedOnce;

    FullScreen(PrintWriter out, TerminalStyle style, Sentences sentences, Function<LabResult, String> table, String footer) {
        this.out = out;
        this.style = style;
        this.sentences = sentences;
        this.table = table;
        this.footer = footer;
    }

    @Override
    public void judging() {
        if (!judgedOnce) {
            draw("", "Judging for the first time.");
        }
    }

    @Override
    public void show(LiveLook look) {
        draw(table.apply(look.result()) + (ran(look) ? "" : before()), Clock.now() + " " + sentences.coverage(look));
    }

    @Override
    public void settled(LiveLook look, String smallest) {
        judgedOnce = true;
        if (ran(look)) {
            String verdict = table.apply(look.result()) + smallest;
            draw(verdict, Clock.now() + " " + sentences.coverage(look));
            last = Clock.now() + "\n" + verdict;
        }
    }

    private static boolean ran(LiveLook look) {
        return look.cases() > 0;
    }

    @Override
    public void refused(String sentence) {
        draw(TerminalText.paragraph(sentence, "", style) + before(), Clock.now());
    }

    private String before() {
        return last.isEmpty() ? "" : "\n" + style.strong("The last verdict, on an earlier version, of ") + last;
    }

    private void draw(String picture, String status) {
        out.print(CLEAR + picture + (picture.isEmpty() ? "" : "\n") + TerminalText.paragraph(status, "", style)
                + TerminalText.paragraph(footer, "", style));
        out.flush();
    }
}
