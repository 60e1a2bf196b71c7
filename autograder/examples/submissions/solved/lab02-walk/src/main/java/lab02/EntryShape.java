package lab02;

import iommu.arch.Capabilities;
import iommu.arch.format.SecondStageEntry;

/** Which bits of a paging entry mean what, by level (§9.8). */
final class EntryShape {

    private static final long BIT_7 = 1L << 7;
    private static final long BIT_11 = 1L << 11;
    private static final long BIT_62 = 1L << 62;

    private final Capabilities unit;
    private final long always;

    EntryShape(Capabilities unit) {
        this.unit = unit;
        this.always = BIT_62 | (1L << 52) - (1L << unit.hostAddressWidth());
    }

    /** How many address bits lie below the index of this level. */
    static int shift(int level) {
        return 3 + 9 * level;
    }

    boolean leaf(SecondStageEntry entry, int level) {
        return level == 1 || entry.pageSize() && unit.superpages().contains(level);
    }

    boolean malformed(SecondStageEntry entry, int level) {
        long reserved = leaf(entry, level)
                ? (1L << shift(level)) - (1L << 12) | (unit.snoopControl() ? 0 : BIT_11)
                : BIT_11 | BIT_7;
        return (entry.bits() & (always | reserved)) != 0;
    }
}
