package iommu.emulator.interrupt;

/** How a destination field of 32 bits names a processor, in an entry or in a posted descriptor (§9.9, §9.11). */
final class ApicId {

    /** xAPIC mode: the bits of the field that must be 0. */
    private static final int RESERVED = 0xFFFF_00FF;

    private ApicId() {
    }

    /** All 32 bits with EIME, else bits 15:8. */
    static int of(int field, boolean extended) {
        return extended ? field : field >>> 8 & 0xFF;
    }

    /** Whether bits are set that EIME=0 reserves. */
    static boolean flawed(int field, boolean extended) {
        return !extended && (field & RESERVED) != 0;
    }
}
