package iommu.oracle;

/** Addresses of tables differ in a few bits in the middle, and a hash map looks at the lowest: this lets all of them count. */
final class Spread {

    private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

    private Spread() {
    }

    static int of(long value) {
        return (int) (value * ODD >>> 32);
    }

    /** A different key for each 8-byte word of memory. @param address in bytes */
    static long word(long address) {
        return (address >>> 3) * ODD;
    }

    /** A different key for each 64-byte line. @param address in bytes */
    static long line(long address) {
        return (address >>> 6) * ODD;
    }
}
