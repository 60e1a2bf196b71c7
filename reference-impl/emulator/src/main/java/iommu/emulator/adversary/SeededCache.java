package iommu.emulator.adversary;

import iommu.arch.Capabilities;
import iommu.arch.TableMemory;

/** Keeps or forgets, hits or misses, and answers with this entry or that one, as a {@link Whim} has it (§6.2.4). */
public final class SeededCache extends LazyCache {

    /** A cache that is offered all that it may keep. */
    public SeededCache(Capabilities capabilities, Whim whim) {
        super(capabilities, UpperLevels.NONE, whim);
    }

    /** @param tables where it finds the upper entries of walks that failed, which may be kept too (§6.2.5) */
    public SeededCache(Capabilities capabilities, TableMemory tables, Whim whim) {
        super(capabilities, new UpperLevels(tables), whim);
    }
}
