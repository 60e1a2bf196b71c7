package iommu.arch.format;

/**
 * A first-stage paging entry of any level: 8 bytes, at table + 8 * index; 512 of them make a table (§9.7).
 *
 * <pre>
 *  63  52 51   HAW HAW-1        12  11  10  9   8   7   6   5  4   3   2   1   0
 * ┌──────┬────────┬───────────────┬───┬──┬───┬───┬────┬───┬──┬───┬───┬───┬───┬──┐
 * │ ign  │reserved│    address    │ign│EA│ign│ G │ PS │ D │ A│PCD│PWT│U/S│R/W│ P│
 * └──────┴────────┴───────────────┴───┴──┴───┴───┴────┴───┴──┴───┴───┴───┴───┴──┘
 * </pre>
 *
 * <p>PS (bit 7) makes a leaf at levels 2 and 3, is reserved at levels 4 and 5, and means PAT at level 1. D is a field of
 * leaves and ignored elsewhere. In a large leaf bit 12 is PAT and the address bits above it, up to its size, are
 * reserved (29:13 or 20:13).
 *
 * @param bits the entry; if P is 0 nothing else in it counts
 */
public record FirstStageEntry(long bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 8;

    /** A, bit 5, in place. */
    public static final long ACCESSED = 1 << 5;

    /** D, bit 6, in place. */
    public static final long DIRTY = 1 << 6;

    /** EA, bit 10, in place. */
    public static final long EXTENDED_ACCESSED = 1 << 10;

    /** P, bit 0. */
    public boolean present() {
        return (bits & 1) != 0;
    }

    /** R/W, bit 1: writes are allowed. */
    public boolean write() {
        return (bits & 1 << 1) != 0;
    }

    /** U/S, bit 2: user requests are allowed. */
    public boolean user() {
        return (bits & 1 << 2) != 0;
    }

    /** PS, bit 7. */
    public boolean pageSize() {
        return (bits & 1 << 7) != 0;
    }

    /** Bits 51:12, in place: the next table or the frame, though bits from HAW up are reserved. */
    public long address() {
        return bits & 0x000F_FFFF_FFFF_F000L;
    }
}
