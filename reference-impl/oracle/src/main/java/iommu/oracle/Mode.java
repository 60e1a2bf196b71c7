package iommu.oracle;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.Set;

/** How requests are served under one setting of RTADDR.TTM. */
interface Mode {

    /** How a request may end, which then may have filled the caches. */
    Set<DmaOutcome> request(DmaRequest request);

    /**
     * Adds what can be cached for this requester and page without a request.
     *
     * @param into also where entries are found
     * @return whether there is news for others: a paging-structure entry
     */
    boolean prefetch(Requester who, Iova page, May into);

    /** What context entries, of memory now or cached, make of the source's untranslated requests; empty if nothing is said. */
    default Set<Treatment> treatments(SourceId source, May may) {
        return Set.of();
    }

    /** Whether this context entry could be read from memory just now. */
    boolean current(May.ContextEntry entry);

    /** Whether this PASID entry could be read from memory just now: only scalable mode has any. */
    default boolean current(May.PasidEntry entry) {
        return false;
    }

    /** The paging-structure entries that could be made from memory alone just now. */
    Set<May.Prefix> current(Set<Requester> requesters, Iova page);
}
