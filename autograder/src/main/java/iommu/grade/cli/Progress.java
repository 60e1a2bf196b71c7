package iommu.grade.cli;

import iommu.grade.verdict.SubmissionResult;
import iommu.view.SafeText;
import java.io.PrintWriter;
import java.util.function.Consumer;

/** Says how far a batch is: one line that is written over on a terminal, a line for each submission elsewhere. */
final class Progress implements Consumer<SubmissionResult> {

    private static final int BAR = 30;

    private final int total;
    private final PrintWriter out;
    private final boolean terminal;
    private int finished;

    private Progress(int total, PrintWriter out, boolean terminal) {
        this.total = total;
        this.out = out;
        this.terminal = terminal;
    }

    static Progress of(int total, PrintWriter out) {
        Progress progress = new Progress(total, out, Console.interactive());
        progress.show("");
        return progress;
    }

    @Override
    public void accept(SubmissionResult result) {
        String name = SafeText.line(result.submission());
        step(name, name + ": " + result.verdict());
    }

    /** One more is finished. @param name for a bar @param sentence for a line */
    void step(String name, String sentence) {
        finished++;
        if (terminal) {
            show(name);
        } else {
            out.println("[" + finished + "/" + total + "] " + sentence);
            out.flush();
        }
    }

    void done() {
        if (terminal) {
            out.print("\r\033[K");
        } else {
            out.println();
        }
        out.flush();
    }

    private void show(String name) {
        if (terminal) {
            int filled = total == 0 ? BAR : BAR * finished / total;
            String shown = name.length() > 30 ? name.substring(0, 30) : name;
            out.print("\r\033[K[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + finished + "/" + total + " " + shown);
            out.flush();
        }
    }
}
