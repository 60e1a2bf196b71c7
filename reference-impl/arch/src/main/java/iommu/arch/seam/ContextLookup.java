package iommu.arch.seam;

import iommu.arch.ContextResult;
import iommu.arch.Gpa;
import iommu.arch.SourceId;

/** Room 01, {@code context}: from the root pointer and a source-id to the context entry's meaning (§3.4.2, §9.1, §9.3). */
@FunctionalInterface
public interface ContextLookup {

    /**
     * Reads the root entry of the source's bus and the context entry of its device and function.
     *
     * @param rootTable RTADDR.RTA, a multiple of 4 KiB
     * @param source    the requester
     * @return how its requests are translated, or a fault of conditions LRT.1-3 or LCT.1-4; its {@code silent} is FPD
     *         of the context entry, even of one that is not present, and false if no context entry was read
     */
    ContextResult lookUp(Gpa rootTable, SourceId source);
}
