package iommu.emulator.adversary;

import iommu.arch.Capabilities;

/** The twin of {@link SeededCache} for scalable mode. */
public final class SeededScalableCache extends LazyScalableCache {

    public SeededScalableCache(Capabilities capabilities, Whim whim) {
        super(capabilities, whim);
    }
}
