package iommu.grade.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** Says how far something is once it has taken two seconds, and then every two seconds: short work says nothing. */
final class LateProgress implements AutoCloseable {

    private static final long WAIT = Duration.ofSeconds(2).toNanos();
    private static final int BAR = 30;

    private final int total;
    private final String what;
    private final PrintWriter out;
    private final boolean terminal;
    private long next = System.nanoTime() + WAIT;
    private int done;
    private boolean shown;

    /** @param what is counted, such as {@code seeded bugs} */
    LateProgress(int total, String what, PrintWriter out) {
        this.total = total;
        this.what = what;
        this.out = out;
        this.terminal = Console.canDraw();
    }

    /** One more is done. */
    synchronized void step() {
        done++;
        if (System.nanoTime() - next >= 0) {
            next = System.nanoTime() + WAIT;
            shown = true;
            int filled = total == 0 ? BAR : BAR * done / total;
            out.print(terminal ? "\r\033[K[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + done + "/" + total
                    : "[" + done + "/" + total + "] " + what + "\n");
            out.flush();
        }
    }

    @Override
    public void close() {
        if (shown && terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
