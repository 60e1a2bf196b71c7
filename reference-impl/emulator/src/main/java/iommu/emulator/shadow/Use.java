package iommu.emulator.shadow;

import iommu.arch.Gpa;

/** Somebody needs what is written in a page: as long as there is one, stores to the page are trapped. */
sealed interface Use permits Stretch, TableUse {

    /** Whose shadow it is. */
    Follower owner();

    TrapKind kind();

    /** The 4 KiB page. */
    Gpa page();

    /** Whether a store to these bytes of the page may matter. */
    boolean isTouchedBy(Bytes stored);
}
