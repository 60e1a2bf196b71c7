package iommu.emulator.told;

import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** What the tables map in a window, in runs of ascending addresses; without what no request reaches through tables. */
final class Tables {

    private static final long INTERRUPTS = 0xFEE0_0000L;
    private static final long INTERRUPTS_END = 0xFEEF_FFFFL;

    private final Range window;
    private final Iterator<Piece> pieces;
    private final FollowLimits limits;
    private final Deque<Run> ahead = new ArrayDeque<>();
    private int read;

    Tables(Range window, Iterator<Piece> pieces, FollowLimits limits) {
        this.window = window;
        this.pieces = pieces;
        this.limits = limits;
    }

    /** The next run, as far as this address and no further; null if none begins until there. */
    Run nextUpTo(long last) {
        while (ahead.isEmpty() && pieces.hasNext()) {
            limits.demand(++read);
            cut(pieces.next());
        }
        Run next = ahead.peek();
        if (next == null || Long.compareUnsigned(next.first(), last) > 0) {
            return null;
        }
        ahead.remove();
        if (Long.compareUnsigned(next.last(), last) > 0) {
            ahead.push(next.between(last + 1, next.last()));
            return next.between(next.first(), last);
        }
        return next;
    }

    private void cut(Piece piece) {
        Told whole = new Told(piece, false);
        long first = max(whole.first(), window.first().value());
        long last = min(whole.last(), window.last().value());
        if (Long.compareUnsigned(first, last) > 0) {
            return;
        }
        for (Run run : new Run(first, last, whole).without(INTERRUPTS, INTERRUPTS_END)) { // §3.15: an interrupt, no DMA
            ahead.addAll(withoutInterruptOutput(run));
        }
    }

    private static List<Run> withoutInterruptOutput(Run run) {
        long output = run.of().piece().frame().value() + (run.first() - run.of().first());
        if (output > INTERRUPTS_END || output + (run.last() - run.first()) < INTERRUPTS) {
            return List.of(run);
        }
        return run.without(run.first() + Math.max(0, INTERRUPTS - output), run.first() + (INTERRUPTS_END - output)); // §7.1.3 LGN.4
    }

    static long max(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }
}
