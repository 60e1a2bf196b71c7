package iommu.guest;

import iommu.arch.Gpa;
import iommu.arch.Iova;

/** One second-stage table: what the driver stored there, so that it never has to read it back (§9.8). */
final class Table {

    static final int ENTRIES = 512;

    final Gpa at;
    final int level;
    private final long[] entries = new long[ENTRIES];
    private final Table[] below = new Table[ENTRIES];
    private int used;

    /** @param level 1 for a page table */
    Table(Gpa at, int level) {
        this.at = at;
        this.level = level;
    }

    /** What one entry translates, in bytes. */
    long span() {
        return 4096L << 9 * (level - 1);
    }

    int index(Iova address) {
        return (int) (address.value() / span()) & ENTRIES - 1;
    }

    long entry(int index) {
        return entries[index];
    }

    /** The table that the entry points to; null if it is a leaf, or nothing. */
    Table below(int index) {
        return below[index];
    }

    boolean empty() {
        return used == 0;
    }

    void set(int index, long entry, Table next) {
        used += (entry == 0 ? 0 : 1) - (entries[index] == 0 ? 0 : 1);
        entries[index] = entry;
        below[index] = next;
    }
}
