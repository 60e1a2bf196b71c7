package iommu.emulator.shadow;

import iommu.arch.Gpa;

/** The bytes that one store has written, all in one page. @param size in bytes */
record Bytes(Gpa at, int size) {

    private static final int PAGE = 1 << 12;
    private static final int ENTRY = 8;

    Gpa page() {
        return at.alignedTo(PAGE);
    }

    /** Whether any of them lies here; all in the same page. */
    boolean overlap(Gpa start, int length) {
        return at.value() < start.value() + length && start.value() < at.value() + size;
    }

    /** The first 8-byte entry of its page that has been written, 0 to 511. A store may be half of it. */
    int firstEntry() {
        return (int) at.offsetIn(PAGE) / ENTRY;
    }

    /** The last one: a store of 16 bytes writes two. */
    int lastEntry() {
        return (int) (at.offsetIn(PAGE) + size - 1) / ENTRY;
    }
}
