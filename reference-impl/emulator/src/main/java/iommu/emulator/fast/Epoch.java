package iommu.emulator.fast;

/**
 * The number of invalidations so far. A fill brings the number that was read before its walk and asks, once its place is
 * locked; an invalidation counts itself first and looks at places afterwards. So one of them sees the other (§6.5.4).
 */
class Epoch {

    private final Counter now = new Counter();

    long now() {
        return now.get();
    }

    void advance() {
        now.increment();
    }

    /** Whether an invalidation began after this number was read. */
    boolean overtaken(long before) {
        return before != now.get();
    }
}
