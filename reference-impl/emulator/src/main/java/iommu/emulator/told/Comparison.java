package iommu.emulator.told;

import iommu.arch.seam.MappingNotifier.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Goes through what was told and what the tables map side by side, and collects where they differ. Large pieces are
 * compared as such: the work grows with the number of pieces, not with their size.
 */
final class Comparison {

    private final Range window;
    private final Tables now;
    private final List<Change> changes = new ArrayList<>();
    private Change open = new Change();

    Comparison(Range window, Tables now) {
        this.window = window;
        this.now = now;
    }

    /** The next piece that was told, of those that have a part in the window. */
    void told(Told piece) {
        long first = Tables.max(piece.first(), window.first().value());
        long last = Tables.min(piece.last(), window.last().value());
        if (first != 0) {
            freshUpTo(first - 1);
        }
        List<Run> inside = upTo(last);
        if (agree(inside, piece, first, last)) {
            return;
        }
        group(piece.first());
        open.gone(piece);
        if (piece.first() != first) {
            open.fresh(new Run(piece.first(), first - 1, piece));
        }
        for (Run run : inside) { // what stays skipped is not reported again
            open.fresh(piece.skipped() && run.of().agreesAt(run.first(), piece) ? new Run(run.first(), run.last(), piece) : run);
        }
        if (piece.last() != last) {
            open.fresh(new Run(last + 1, piece.last(), piece));
        }
    }

    /** No more pieces were told. */
    List<Change> finish() {
        freshUpTo(window.last().value());
        close();
        return changes;
    }

    private static boolean agree(List<Run> runs, Told piece, long first, long last) {
        long at = first;
        for (Run run : runs) {
            if (run.first() != at || !run.of().agreesAt(at, piece)) {
                return false;
            }
            at = run.last() + 1;
        }
        return at == last + 1;
    }

    private List<Run> upTo(long last) {
        Run first = now.nextUpTo(last);
        if (first == null) {
            return List.of();
        }
        Run second = now.nextUpTo(last);
        if (second == null) {
            return List.of(first);
        }
        List<Run> runs = new ArrayList<>(List.of(first));
        for (Run run = second; run != null; run = now.nextUpTo(last)) {
            runs.add(run);
        }
        return runs;
    }

    private void freshUpTo(long last) {
        for (Run run = now.nextUpTo(last); run != null; run = now.nextUpTo(last)) {
            group(run.first());
            open.fresh(run);
        }
    }

    private void group(long first) {
        if (!open.reaches(first)) {
            close();
        }
    }

    private void close() {
        if (!open.isEmpty()) {
            changes.add(open);
            open = new Change();
        }
    }
}
