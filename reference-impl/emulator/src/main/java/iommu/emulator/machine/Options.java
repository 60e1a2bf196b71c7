package iommu.emulator.machine;

/**
 * What the architecture leaves to a unit and {@link iommu.arch.Capabilities} does not say.
 *
 * @param majorVersion           VER.MAX; from 6 on invalidation by registers is gone (§11.4.1)
 * @param pagingStructureCaching walks may start from cached upper levels (§6.2.5)
 * @param faultCompression       a requester with a pending fault record gets no second one (§7.2.1)
 * @param promptDevices          devices answer device-TLB invalidations at once; else when the run says so
 * @param strictHits             a hit without the right that a request needs blocks it; else the tables are walked (§6.2.4)
 */
public record Options(int majorVersion, boolean pagingStructureCaching, boolean faultCompression, boolean promptDevices,
        boolean strictHits) {

    public static final Options DEFAULT = new Options(1, false, false, true);

    /** Hits that are not strict. */
    public Options(int majorVersion, boolean pagingStructureCaching, boolean faultCompression, boolean promptDevices) {
        this(majorVersion, pagingStructureCaching, faultCompression, promptDevices, false);
    }

    /** Devices that answer at once. */
    public Options(int majorVersion, boolean pagingStructureCaching, boolean faultCompression) {
        this(majorVersion, pagingStructureCaching, faultCompression, true);
    }
}
