package iommu.arch.format;

import iommu.arch.Entry128;
import iommu.arch.Gpa;

/**
 * A legacy root entry: 16 bytes, one for each bus, at root table + 16 * bus (§9.1).
 *
 * <pre>
 *  127                                    64 63    HAW HAW-1    12 11     1  0
 * ┌─────────────────────────────────────────┬─────────┬───────────┬────────┬──┐
 * │ reserved                                │reserved │    CTP    │reserved│ P│
 * └─────────────────────────────────────────┴─────────┴───────────┴────────┴──┘
 * </pre>
 *
 * @param bits the whole entry; its reserved fields count only if it is present
 */
public record RootEntry(Entry128 bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 16;

    /** P, bit 0. */
    public boolean present() {
        return (bits.low() & 1) != 0;
    }

    /** CTP: bits 63:12 as they are, though those from HAW up are reserved. A 4 KiB table of context entries. */
    public Gpa contextTable() {
        return new Gpa(bits.low() & ~0xFFFL);
    }
}
