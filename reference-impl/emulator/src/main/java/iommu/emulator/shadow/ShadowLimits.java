package iommu.emulator.shadow;

/**
 * How much a guest may make the shadow of one listener hold. A table counts once for each place where it is used; nested,
 * so does each table on the way of an address through the second stage.
 *
 * @param tables paging tables in use, at least 1
 * @param pieces mappings told to the listener, at least 1
 */
public record ShadowLimits(int tables, int pieces) {

    /** 4 GiB in small pages, or far more in large ones. */
    public static final ShadowLimits DEFAULT = new ShadowLimits(1 << 15, 1 << 20);

    public ShadowLimits {
        if (tables < 1 || pieces < 1) {
            throw new IllegalArgumentException("a shadow needs a table and a piece, not " + tables + " and " + pieces);
        }
    }
}
