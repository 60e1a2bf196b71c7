package lab04;

import iommu.arch.Iova;

/** A naturally aligned power of two of addresses: those that equal {@code base} in the bits of {@code mask}. */
record Block(long base, long mask) {

    static Block around(Iova address, long size) {
        return new Block(address.value() & -size, -size);
    }

    static Block pages(Iova address, int addressMask) {
        long mask = addressMask >= 52 ? 0 : -1L << (12 + addressMask);
        return new Block(address.value() & mask, mask);
    }

    boolean holds(Iova address) {
        return (address.value() & mask) == base;
    }

    /** Two aligned blocks overlap if they agree in the bits that both look at. */
    boolean overlaps(Block other) {
        return ((base ^ other.base) & mask & other.mask) == 0;
    }
}
