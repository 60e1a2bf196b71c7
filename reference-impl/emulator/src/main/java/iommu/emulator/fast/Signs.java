package iommu.emulator.fast;

/**
 * Eight signs in a word, one byte for each entry of a set: 0 for none, else seven bits of a hash of its address. One
 * comparison finds the few entries that are worth looking at, whichever way they stand in.
 */
final class Signs {

    static final int NONE = 0;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = ONES << 7;
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
    private static final int TAKEN = 0x80;

    private Signs() {
    }

    static int of(long block) {
        return (int) (block * SPREAD >>> 57) | TAKEN;
    }

    /** The top bit of each byte that is this sign, and perhaps of a byte above one that is. */
    static long like(long signs, int sign) {
        return zeroes(signs ^ ONES * sign);
    }

    private static long zeroes(long word) {
        return word - ONES & ~word & TOPS;
    }

    /** Which byte the lowest bit of {@link #like} stands for. */
    static int way(long like) {
        return Long.numberOfTrailingZeros(like) >>> 3;
    }

    /** The lowest byte without a sign; 8 if there is none. */
    static int firstEmpty(long signs) {
        return way(zeroes(signs));
    }

    static long with(long signs, int way, int sign) {
        int shift = 8 * way;
        return signs & ~(0xFFL << shift) | (long) sign << shift;
    }
}
