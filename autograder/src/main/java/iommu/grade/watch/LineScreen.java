package iommu.grade.watch;

import iommu.grade.judge.LiveLook;
import iommu.grade.judge.LiveLook.Coverage;
import iommu.grade.report.TerminalStyle;
import iommu.grade.report.TerminalText;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.PrintWriter;
import java.util.function.Function;

/** Line after line, nothing written over: for files, dumb terminals and screen readers. Says what is new, and only that. */
final class LineScreen implements Screen {

    private final PrintWriter out;
    private final TerminalStyle style;
    private final Sentences sentences;
    private final Function<LabResult, String> table;
    private String said = "";

    LineScreen(PrintWriter out, TerminalStyle style, Sentences sentences, Function<LabResult, String> table) {
        this.out = out;
        this.style = style;
        this.sentences = sentences;
        this.table = table;
    }

    @Override
    public void judging() {
        said = "";
    }

    @Override
    public void show(LiveLook look) {
        String headline = sentences.headline(look.result());
        boolean known = headline.equals(said);
        said = headline;
        if (!known) {
            say(Clock.now() + " " + headline + " " + sentences.coverage(look));
        } else if (look.covers() == Coverage.CHECK) {
            say(sentences.coverage(look));
        }
        out.flush();
    }

    @Override
    public void settled(LiveLook look, String smallest) {
        if (look.result().verdict() != Verdict.PASSED) {
            out.print(table.apply(look.result()));
            out.print(smallest);
        }
        lastWord();
    }

    @Override
    public void refused(String sentence) {
        say(Clock.now() + " " + sentence);
        lastWord();
    }

    private void lastWord() {
        out.println(Screens.LAST_WORD);
        out.println();
        out.flush();
    }

    private void say(String sentence) {
        out.print(TerminalText.paragraph(sentence, "", style));
    }
}
