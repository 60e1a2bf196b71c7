package iommu.guest;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.seam.MappingDriver.TablePages;
import java.util.ArrayList;
import java.util.List;

/**
 * The second-stage tables of one domain (§9.8). A new table is filled before an entry points to it. One that has become
 * empty stays until {@link #sweep}: if it were unlinked while invalidations are put off, a page mapped meanwhile would need
 * another table, and a unit that still has the old one cached would not find the page.
 */
final class PageTables {

    private static final long READ_WRITE = 3;
    private static final long LARGE = 1 << 7; // PS
    private static final long SNOOP = 1 << 11;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** Where entries go, and what comes of changing one that the unit may have cached. */
    interface Ledger {
        void store(Gpa at, long entry);

        /**
         * An entry that can be reached has changed.
         *
         * @param absent   whether it was not present
         * @param start    of the pages whose translation it changes; {@code size} in bytes
         * @param leafOnly whether no paging-structure cache can know of it
         */
        void changed(boolean absent, Iova start, long size, boolean leafOnly);

        void unlinked(Table table);

        void unmapped(Gpa frame, long size);
    }

    /** First and last address. */
    private record Range(Iova first, Iova last) {

        boolean holds(Iova start, long size) {
            return first.compareTo(start) <= 0 && start.plus(size - 1).compareTo(last) <= 0;
        }
    }

    private final Table top;
    private final TablePages pages;
    private final Ledger ledger;
    private final List<Iova> emptied = new ArrayList<>();

    PageTables(int levels, TablePages pages, Ledger ledger) {
        top = new Table(pages.take(), levels);
        this.pages = pages;
        this.ledger = ledger;
    }

    Gpa top() {
        return top.at;
    }

    int levels() {
        return top.level;
    }

    void map(Mapping page) {
        map(top, page, true);
    }

    void unmap(Iova start, long size) {
        unmap(top, new Iova(0), new Range(start, start.plus(size - 1)), true);
    }

    /** @param reachable whether walks can come to this table; if not, nobody can have cached it */
    private void map(Table table, Mapping page, boolean reachable) {
        int index = table.index(page.page());
        if (table.span() == page.size()) {
            long large = table.level == 1 ? 0 : LARGE;
            replace(table, page.page(), page.frame().value() | rights(page) | large | (page.snoop() ? SNOOP : 0), reachable);
        } else if (table.below(index) != null) {
            map(table.below(index), page, reachable);
        } else {
            Table fresh = pieces(table, index);
            map(fresh, page, false);
            link(table, page.page(), fresh, reachable, page.size());
        }
    }

    private static long rights(Mapping page) {
        return (page.rights().read() ? 1 : 0) | (page.rights().write() ? 2 : 0);
    }

    /** A table that says the same as the entry: the 512 parts of a large page, or nothing. */
    private Table pieces(Table table, int index) {
        Table fresh = new Table(pages.take(), table.level - 1);
        long whole = table.entry(index);
        for (int i = 0; whole != 0 && i < Table.ENTRIES; i++) {
            store(fresh, i, (fresh.level == 1 ? whole & ~LARGE : whole) + i * fresh.span(), null);
        }
        return fresh;
    }

    /** @param size of the page at {@code address} for which the table was made */
    private void link(Table table, Iova address, Table fresh, boolean reachable, long size) {
        int index = table.index(address);
        boolean absent = table.entry(index) == 0;
        store(table, index, fresh.at.value() | READ_WRITE, fresh);
        if (reachable && absent) {
            ledger.changed(true, address, size, false); // §6.5.3.3: the pages with translations that will use the entry
        } else if (reachable) {
            ledger.changed(false, address.alignedTo(table.span()), table.span(), false);
        }
    }

    /** Stores a leaf, or 0, in place of a leaf, a table or nothing. */
    private void replace(Table table, Iova address, long entry, boolean reachable) {
        int index = table.index(address);
        long before = table.entry(index);
        Table below = table.below(index);
        if (before == entry) {
            return;
        }
        lose(table, index, entry);
        store(table, index, entry, null);
        if (reachable) { // a leaf for a leaf, or an entry of a page table: no paging-structure cache holds it (§6.5.2.3)
            boolean leaves = before != 0 && entry != 0 && below == null;
            ledger.changed(before == 0, address, table.span(), table.level == 1 || leaves);
        }
        if (below != null) {
            retire(below);
        }
    }

    /** Tells of the frames under an entry that will not be mapped at their place. @param entry the new one: a leaf, or 0 */
    private void lose(Table table, int index, long entry) {
        long before = table.entry(index);
        Table below = table.below(index);
        if (below != null) {
            for (int i = 0; i < Table.ENTRIES; i++) {
                lose(below, i, entry == 0 ? 0 : entry + i * below.span());
            }
        } else if (before != 0 && (entry == 0 || ((before ^ entry) & ADDRESS) != 0)) {
            ledger.unmapped(new Gpa(before & ADDRESS), table.span());
        }
    }

    private void retire(Table table) {
        for (int i = 0; i < Table.ENTRIES; i++) {
            if (table.below(i) != null) {
                retire(table.below(i));
            }
        }
        ledger.unlinked(table);
    }

    private void unmap(Table table, Iova base, Range range, boolean reachable) {
        for (int i = 0; i < Table.ENTRIES; i++) {
            Iova address = base.plus(i * table.span());
            boolean apart = range.last.compareTo(address) < 0 || range.first.compareTo(address.plus(table.span() - 1)) > 0;
            if (apart || table.entry(i) == 0) {
                continue;
            }
            if (table.below(i) != null) {
                unmap(table.below(i), address, range, reachable);
            } else if (range.holds(address, table.span())) {
                replace(table, address, 0, reachable);
                emptied.addAll(table.empty() ? List.of(address) : List.of());
            } else {
                Table fresh = pieces(table, i);
                unmap(fresh, address, range, false);
                link(table, address, fresh, reachable, table.span());
            }
        }
    }

    /** Unlinks what is empty. */
    void sweep() {
        emptied.forEach(address -> sweep(top, address));
        emptied.clear();
    }

    private void sweep(Table table, Iova address) {
        int index = table.index(address);
        Table below = table.below(index);
        if (below != null) {
            sweep(below, address);
            if (below.empty()) {
                store(table, index, 0, null);
                // §6.5.3.3: no page under it has a translation; it remains necessary to invalidate one.
                ledger.changed(false, address, 4096, false);
                ledger.unlinked(below);
            }
        }
    }

    private void store(Table table, int index, long entry, Table next) {
        table.set(index, entry, next);
        ledger.store(table.at.plus(8L * index), entry);
    }
}
