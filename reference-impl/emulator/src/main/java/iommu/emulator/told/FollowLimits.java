package iommu.emulator.told;

/**
 * How much a guest may make the following of one listener cost, whatever its tables look like: they may lead to
 * themselves. A table counts once for each place where it is used; nested, so does each table on the way of an address
 * through the second stage.
 *
 * @param tables paging tables in use, at least 1; where they are read and not kept, so many whole tables at a time
 * @param pieces mappings told to the listener, at least 1
 */
public record FollowLimits(int tables, int pieces) {

    /** 4 GiB in small pages, or far more in large ones. */
    public static final FollowLimits DEFAULT = new FollowLimits(1 << 15, 1 << 20);

    public FollowLimits {
        if (tables < 1 || pieces < 1) {
            throw new IllegalArgumentException("a listener needs a table and a piece, not " + tables + " and " + pieces);
        }
    }

    /** @throws Unfollowable if these are more mappings than there may be */
    void demand(int mappings) {
        if (mappings > pieces) {
            throw new Unfollowable("it has more than " + pieces + " mappings");
        }
    }

    /** How many walks one reading of everything may take. */
    public long walks() {
        return 512L * tables;
    }
}
