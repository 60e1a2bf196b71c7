package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.SourceId;

/** The way from the root table to the tables of a source, in one mode of the tables. */
interface Road {

    /** What its requests without PASID meet. A request that faults whatever its address is blocked. */
    Plan follow(Gpa root, SourceId source, Passed passed);

    /** Is told of every entry that is read on the way, present or not: a store to it can change the plan. */
    @FunctionalInterface
    interface Passed {

        /** @param size in bytes */
        void entry(TrapKind kind, Gpa at, int size);
    }
}
