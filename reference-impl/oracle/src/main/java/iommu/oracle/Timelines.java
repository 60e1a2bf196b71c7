package iommu.oracle;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * In which of the possible pasts something holds. While invalidations are open a unit may have executed any set of
 * them that their order allows (§6.5.2.12); each such set is one timeline, numbered by the bits of its members.
 */
final class Timelines {

    /** The most invalidations that may be open at once. */
    static final int MOST_OPEN = 8;

    private static final int WORDS = 1 << MOST_OPEN - 6;

    /** The only timeline there is when nothing is open. */
    static final Timelines ONLY = of(t -> true, 1);

    static final Timelines NONE = of(t -> false, 0);

    private final long[] bits;

    private Timelines(long[] bits) {
        this.bits = bits;
    }

    /** The timelines below {@code limit} that fit. */
    static Timelines of(IntPredicate fits, int limit) {
        long[] bits = new long[WORDS];
        for (int t = 0; t < limit; t++) {
            if (fits.test(t)) {
                bits[t >> 6] |= 1L << (t & 63);
            }
        }
        return new Timelines(bits);
    }

    boolean has(int timeline) {
        return (bits[timeline >> 6] >>> (timeline & 63) & 1) != 0;
    }

    boolean none() {
        return (bits[0] | bits[1] | bits[2] | bits[3]) == 0;
    }

    Timelines and(Timelines other) {
        if (this == other) {
            return this;
        }
        long[] both = bits.clone();
        for (int i = 0; i < WORDS; i++) {
            both[i] &= other.bits[i];
        }
        return new Timelines(both);
    }

    Timelines or(Timelines other) {
        if (this == other) {
            return this;
        }
        long[] either = bits.clone();
        for (int i = 0; i < WORDS; i++) {
            either[i] |= other.bits[i];
        }
        return new Timelines(either);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Timelines that && Arrays.equals(bits, that.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }
}
