package iommu.arch.trace;

import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.WalkStep;
import iommu.arch.invalidation.Invalidation;

/** One thing that happened inside a unit, in the order in which it happened. */
public sealed interface TraceEvent {

    /** A request came in. */
    record Requested(DmaRequest request) implements TraceEvent {
    }

    /** A cache was asked. @param cache its name: {@code IOTLB}, {@code context}, {@code PDE} … */
    record Consulted(String cache, boolean hit) implements TraceEvent {
    }

    /** The root entry of a bus was read. */
    record RootRead(Gpa at, Entry128 entry) implements TraceEvent {
    }

    /** A context entry was read. */
    record ContextRead(Gpa at, Entry128 entry) implements TraceEvent {
    }

    /** What root and context entry, or the context cache, said. */
    record ContextFound(ContextResult result) implements TraceEvent {
    }

    /** A paging entry was read. */
    record Walked(WalkStep step) implements TraceEvent {
    }

    /** The request was answered. */
    record Answered(DmaOutcome outcome) implements TraceEvent {
    }

    /** An invalidation was carried out. */
    record Invalidated(Invalidation command) implements TraceEvent {
    }
}
