package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.Rights;

/**
 * One table in one place: the same table under another entry, or with other rights above it, is another place.
 *
 * @param firstStage whose table it is
 * @param level      5 to 1
 * @param table      where it lies
 * @param window     which addresses it is asked for, all of them in this one table
 * @param above      what the entries of its stage above it allow
 * @param ground     of a nested first-stage table: what the second stage allows of its page
 * @param goal       what becomes of an address that its stage has translated
 */
record Place(boolean firstStage, int level, Gpa table, Window window, Rights above, Rights ground, Goal goal) {

    int firstEntry() {
        return Level.index(window.from(), level);
    }

    int lastEntry() {
        return Level.index(window.to(), level);
    }

    Gpa entry(int index) {
        return table.plus(8L * index);
    }

    /** The part of the window that one of its entries is for. */
    Window part(int index) {
        long table = window.from() & -Level.span(level + 1);
        Window block = Window.block(table + index * Level.span(level), Level.span(level));
        return window.and(block).orElseThrow();
    }

    /** A table of the same stage that an entry of this one names. */
    Place below(int index, Meaning.Table entry) {
        return new Place(firstStage, level - 1, new Gpa(entry.address()), part(index), entry.rights(), ground, goal);
    }
}
