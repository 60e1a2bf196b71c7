package iommu.emulator.shadow;

import iommu.arch.Rights;

/** What a paging entry is good for, given what the entries above it allow. */
sealed interface Meaning {

    /** No request gets through: not present, reserved bits, no right left, or a flag that the unit can't set. */
    record Nothing() implements Meaning {
    }

    /** It names a table. @param address where, in the stage's output @param rights what is left of them */
    record Table(long address, Rights rights) implements Meaning {
    }

    /**
     * It maps a page.
     *
     * @param address  where the page lies, in the stage's output
     * @param rights   what all entries allow
     * @param writable false if a write would need a dirty bit that the unit can't set
     * @param snoop    accesses snoop (§3.10)
     */
    record Page(long address, Rights rights, boolean writable, boolean snoop) implements Meaning {

        /** What a request can do. */
        Rights usable() {
            return writable ? rights : rights.and(Rights.R);
        }
    }

    Nothing NOTHING = new Nothing();
}
