package iommu.emulator.shadow;

/** Paging levels, 1 to 5: each picks one of 512 entries with nine bits of the address (§3.6, §3.7). */
final class Level {

    static final long PAGE = 1 << 12;

    private Level() {
    }

    /** How many address bits the tables of so many levels translate. */
    static int width(int levels) {
        return 12 + 9 * levels;
    }

    /** The size in bytes of what one entry of this level stands for. */
    static long span(int level) {
        return 1L << width(level - 1);
    }

    /** Which entry of a table of this level is for the address. */
    static int index(long address, int level) {
        return (int) (address >>> width(level - 1)) & 0x1FF;
    }
}
