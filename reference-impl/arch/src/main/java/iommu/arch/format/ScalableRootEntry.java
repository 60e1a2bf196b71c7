package iommu.arch.format;

import iommu.arch.Entry128;
import iommu.arch.Gpa;

/**
 * A scalable-mode root entry: 16 bytes, one for each bus, at root table + 16 * bus (§9.2).
 *
 * <p>Its two halves are alike: the low one is for devices 0 to 15 of the bus, the high one for devices 16 to 31.
 *
 * <pre>
 *  63    HAW HAW-1            12 11     1   0
 * ┌─────────┬───────────────────┬────────┬────┐
 * │reserved │   LCTP or UCTP    │reserved│ P  │
 * └─────────┴───────────────────┴────────┴────┘
 * </pre>
 *
 * @param bits the whole entry; the reserved fields of a half count only if that half is present
 */
public record ScalableRootEntry(Entry128 bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 16;

    /** LP and LCTP, bits 63:0. */
    public Half lower() {
        return new Half(bits.low());
    }

    /** UP and UCTP, bits 127:64. */
    public Half upper() {
        return new Half(bits.high());
    }

    /** What the entry says of half of the bus's devices. */
    public record Half(long bits) {

        /** LP or UP, bit 0 of the half. */
        public boolean present() {
            return (bits & 1) != 0;
        }

        /** LCTP or UCTP: bits 63:12 as they are, though those from HAW up are reserved. A 4 KiB table of 128 entries. */
        public Gpa contextTable() {
            return new Gpa(bits & ~0xFFFL);
        }
    }
}
