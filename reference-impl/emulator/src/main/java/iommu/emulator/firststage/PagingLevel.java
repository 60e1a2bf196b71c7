package iommu.emulator.firststage;

import iommu.arch.Iova;

/**
 * A level of a paging hierarchy, 1 for a page table to 5: each picks one of 512 entries with nine bits of the address
 * (§3.6, §3.7).
 */
record PagingLevel(int number) {

    static final long PAGE = 1 << 12;

    /** How many address bits the tables of so many levels translate. */
    static int width(int levels) {
        return 12 + 9 * levels;
    }

    /** The size in bytes of what one entry of this level stands for. */
    long span() {
        return 1L << width(number - 1);
    }

    /** How far from the start of its table the entry for this address lies, in bytes. */
    long offset(Iova address) {
        return (address.value() >>> width(number - 1) & 0x1FF) * 8;
    }

    PagingLevel below() {
        return new PagingLevel(number - 1);
    }
}
