package iommu.emulator.told;

import java.util.ArrayList;
import java.util.List;

/** Consecutive addresses where what was told is no longer so. */
final class Change {

    private final List<Told> gone = new ArrayList<>();
    private final List<Run> fresh = new ArrayList<>();
    private long last;

    /** Whether what begins here belongs to this change. */
    boolean reaches(long first) {
        return gone.isEmpty() && fresh.isEmpty() || Long.compareUnsigned(first, last + 1) <= 0;
    }

    boolean isEmpty() {
        return gone.isEmpty() && fresh.isEmpty();
    }

    void gone(Told piece) {
        gone.add(piece);
        last = piece.last();
    }

    /** Runs of one piece that follow each other become one, so that a large piece is told as such. */
    void fresh(Run run) {
        if (!fresh.isEmpty() && run.continues(fresh.getLast())) {
            fresh.set(fresh.size() - 1, new Run(fresh.getLast().first(), run.last(), run.of()));
        } else {
            fresh.add(run);
        }
        last = Tables.max(last, run.last());
    }

    List<Told> gone() {
        return gone;
    }

    List<Run> fresh() {
        return fresh;
    }
}
