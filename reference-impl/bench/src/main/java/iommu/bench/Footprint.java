package iommu.bench;

import com.sun.management.ThreadMXBean;
import iommu.arch.Pasid;
import iommu.emulator.fast.FastCache;
import java.lang.management.ManagementFactory;

/** The memory of a full cache. */
final class Footprint {

    private static final int ENTRIES = 65_536;

    private Footprint() {
    }

    /** Bytes per translation that a cache full of neighbouring pages holds: all that was allocated for it. */
    static double perTranslation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        fullCache(64);
        long before = threads.getCurrentThreadAllocatedBytes();
        FastCache cache = new FastCache(World.UNIT, ENTRIES);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        fill(cache, ENTRIES);
        int held = 0;
        for (int page = 0; page < ENTRIES; page++) {
            held += cache.translation(World.DEVICE, Pasid.NONE, World.page(page)).isPresent() ? 1 : 0;
        }
        return (double) bytes / held;
    }

    private static void fullCache(int entries) {
        fill(new FastCache(World.UNIT, entries), entries);
    }

    private static void fill(FastCache cache, int entries) {
        for (int page = 0; page < entries; page++) {
            cache.fill(World.DEVICE, Pasid.NONE, World.page(page), World.ENTRY, cache.epoch());
        }
    }
}
