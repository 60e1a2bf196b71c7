package iommu.emulator.fast;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Lets an invalidation wait for the requests that may still use what it removed (§6.5.4). Each requesting thread has a
 * lane; it enters before it looks anything up and leaves when it has made its access.
 */
class Drain {

    private static final int PATIENCE = 200;

    /** The way of one thread. */
    static final class Lane {
        private final Thread traveller = Thread.currentThread();
        /** Odd while a request is under way. */
        private final Counter turn = new Counter();

        /** A full fence: whoever drains sees the lane taken, or this thread sees what was removed. */
        void enter() {
            turn.increment();
        }

        void leave() {
            turn.incrementAlone();
        }
    }

    private volatile Lane[] lanes = {};

    /** A lane for the calling thread, until {@link #close}. */
    synchronized Lane open() {
        Lane[] more = Arrays.copyOf(lanes, lanes.length + 1);
        more[lanes.length] = new Lane();
        lanes = more;
        return more[more.length - 1];
    }

    synchronized void close(Lane lane) {
        lanes = Arrays.stream(lanes).filter(other -> other != lane).toArray(Lane[]::new);
    }

    /** Returns when every request of another thread that was under way at the call has ended. */
    void await() {
        Lane[] all = lanes;
        if (all.length == 0) {
            return;
        }
        VarHandle.fullFence();
        for (Lane lane : all) {
            long turn = lane.turn.get();
            for (int turns = 1; (turn & 1) != 0 && lane.turn.get() == turn && lane.traveller != Thread.currentThread(); turns++) {
                if (turns % PATIENCE == 0) {
                    Thread.yield(); // that thread may be waiting for this processor
                }
                Thread.onSpinWait();
            }
        }
    }
}
