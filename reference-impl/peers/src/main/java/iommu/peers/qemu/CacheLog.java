package iommu.peers.qemu;

import iommu.arch.DomainId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What went in and out of our unit's caches during one step. */
final class CacheLog {

    final List<Invalidation> invalidations = new ArrayList<>();
    final List<ScalableInvalidation> scalableInvalidations = new ArrayList<>();
    /** The caches that answered, by name. */
    final Set<String> hits = new TreeSet<>();
    /** The domain of the context, or PASID entry, that was used. */
    Optional<DomainId> domain = Optional.empty();
    /** The context, or PASID entry, says pass-through. */
    boolean passesThrough;
    /** Of the page that was used, in bytes; 0 if none was. */
    long pageSize;

    void clear() {
        invalidations.clear();
        scalableInvalidations.clear();
        hits.clear();
        domain = Optional.empty();
        passesThrough = false;
        pageSize = 0;
    }
}
