package iommu.arch.format;

import iommu.arch.Gpa;

/**
 * A scalable-mode PASID-directory entry: 8 bytes, one for 64 PASIDs, at directory + 8 * (PASID 19:6) (§9.5).
 *
 * <pre>
 *  63    HAW HAW-1            12 11     2   1   0
 * ┌─────────┬───────────────────┬────────┬───┬───┐
 * │reserved │     SMPTBLPTR     │reserved│FPD│ P │
 * └─────────┴───────────────────┴────────┴───┴───┘
 * </pre>
 *
 * @param bits the entry; its reserved fields count only if it is present, FPD always
 */
public record PasidDirectoryEntry(long bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 8;

    /** P, bit 0. */
    public boolean present() {
        return (bits & 1) != 0;
    }

    /** FPD, bit 1: Fault Processing Disable. */
    public boolean faultProcessingDisable() {
        return (bits & 2) != 0;
    }

    /** SMPTBLPTR: bits 63:12 as they are, though those from HAW up are reserved. A 4 KiB table of 64 entries. */
    public Gpa pasidTable() {
        return new Gpa(bits & ~0xFFFL);
    }
}
