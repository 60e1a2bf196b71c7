package iommu.arch.format;

/**
 * A second-stage paging entry of any level: 8 bytes, at table + 8 * index; 512 of them make a table (§9.8).
 *
 * <pre>
 *  63  62  61  60  52 51   HAW HAW-1          12  11  10  9   8   7   6   2  1  0
 * ┌───┬───┬───┬──────┬────────┬─────────────────┬────┬───┬───┬───┬────┬──────┬──┬──┐
 * │ign│IW │IR │ ign  │reserved│     address     │SNP │ign│ D │ A │ PS │ ign  │ W│ R│
 * └───┴───┴───┴──────┴────────┴─────────────────┴────┴───┴───┴───┴────┴──────┴──┴──┘
 * </pre>
 *
 * <p>SNP (bit 11) is a field of leaves and reserved elsewhere; PS (bit 7) makes a leaf at levels 2 and 3, is reserved
 * at levels 4 and 5 and ignored at level 1. A large leaf's address bits below its size are reserved (29:12 or 20:12).
 * A, and D of a leaf, mean something only in scalable mode where the PASID entry says SSADE; they are ignored elsewhere.
 * IR and IW take the place of R and W in scalable mode where RTADDR says SSIRWE; elsewhere IR is ignored and IW reserved.
 *
 * @param bits the entry; not present if it gives neither right, and then nothing else in it counts
 */
public record SecondStageEntry(long bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 8;

    /** A, bit 8, in place. */
    public static final long ACCESSED = 1 << 8;

    /** D, bit 9, in place. */
    public static final long DIRTY = 1 << 9;

    /** R, bit 0. */
    public boolean read() {
        return (bits & 1) != 0;
    }

    /** W, bit 1. */
    public boolean write() {
        return (bits & 2) != 0;
    }

    /** IR, bit 61. */
    public boolean ioRead() {
        return (bits >>> 61 & 1) != 0;
    }

    /** IW, bit 62. */
    public boolean ioWrite() {
        return (bits >>> 62 & 1) != 0;
    }

    /** PS, bit 7. */
    public boolean pageSize() {
        return (bits & 1 << 7) != 0;
    }

    /** SNP, bit 11. */
    public boolean snoop() {
        return (bits & 1 << 11) != 0;
    }

    /** Bits 51:12, in place: the next table or the frame, though bits from HAW up are reserved. */
    public long address() {
        return bits & 0x000F_FFFF_FFFF_F000L;
    }
}
