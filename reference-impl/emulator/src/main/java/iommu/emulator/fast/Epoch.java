package iommu.emulator.fast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The number of invalidations so far. A fill brings the number that was read before its walk and asks, once its place is
 * locked; an invalidation counts itself first and looks at places afterwards. So one of them sees the other (§6.5.4).
 */
class Epoch {

    private static final VarHandle NOW;

    static {
        try {
            NOW = MethodHandles.lookup().findVarHandle(Epoch.class, "now", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long now;

    long now() {
        return now;
    }

    void advance() {
        NOW.getAndAdd(this, 1L);
    }

    /** Whether an invalidation began after this number was read. */
    boolean overtaken(long before) {
        return before != now;
    }
}
