package iommu.grade.judge;

import iommu.arch.Gpa;
import iommu.arch.stimulus.RoomCall;

/** What a shadow's pages hold as a run goes on: tables that walks for its listeners read, or read until lately. */
public interface TableUse {

    /** Takes one more step of the run. @return whether a table has come into use that was not */
    boolean change(RoomCall call);

    /** Whether a walk for some listener would read this page now. */
    boolean inUse(Gpa page);

    /** Whether something led there that no invalidation has covered yet. Global ones count alone. */
    boolean mayBeCached(Gpa page);
}
