package iommu.probe;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import java.util.Optional;

/** How often a room calls its neighbours. A call too many, or one outside of a call of the room, ends the case. */
final class CallCount {

    private final int budget;
    private Thread caller;
    private int calls;
    private int counted;
    private volatile boolean stray;

    /** @param budget calls of neighbours during one call of the room */
    CallCount(int budget) {
        this.budget = budget;
    }

    /** From here to {@link #close} the room may call. */
    void open() {
        caller = Thread.currentThread();
        calls = 0;
        counted = 0;
    }

    /** @return how many calls were counted */
    int close() {
        caller = null;
        return counted;
    }

    /** Why the room may not go on, if it may not. */
    Optional<Answer.Broken> breach() {
        if (stray) {
            return Optional.of(new Answer.Broken(Breach.MALFORMED, "called a neighbour outside of a call of the room"));
        }
        return calls > budget ? Optional.of(new Answer.Broken(Breach.MALFORMED, "called its neighbours more than " + budget + " times"))
                : Optional.empty();
    }

    /** One of the calls that the answer tells of. */
    void count() {
        demand();
        counted++;
    }

    /** Any call. */
    void demand() {
        if (Thread.currentThread() != caller) {
            stray = true;
            throw new IllegalStateException("a neighbour is called outside of a call of the room");
        }
        if (++calls > budget) {
            throw new IllegalStateException("more than " + budget + " calls of neighbours");
        }
    }
}
