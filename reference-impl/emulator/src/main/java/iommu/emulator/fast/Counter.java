package iommu.emulator.fast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A volatile number on a cache line of its own: who writes it often does not slow down who reads something else. */
final class Counter {

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PLACE = 8;

    private final long[] line = new long[2 * PLACE + 1];

    long get() {
        return (long) LONGS.getVolatile(line, PLACE);
    }

    /** Adds 1, by whichever thread, with a full fence. */
    void increment() {
        LONGS.getAndAdd(line, PLACE, 1L);
    }

    /** Adds 1 where no other thread does, after everything that this thread did before. */
    void incrementAlone() {
        LONGS.setRelease(line, PLACE, line[PLACE] + 1);
    }
}
