package lab08;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import java.util.List;
import java.util.Set;

/**
 * Tells listeners by reading the tables anew where an invalidation says that something may have changed (§6.1).
 *
 * <pre>
 *  invalidation                   concerns                            who then
 *  context, by device             listeners of the sources            read their context entry, and everything
 *  context, by domain or global   all                                 likewise, if the entry or its domain is meant
 *  IOTLB, by page                 listeners with the domain-id        read the 2^AM pages, whatever was there before
 *  IOTLB, by domain               likewise                            read everything
 *  IOTLB, global                  all                                 read everything
 * </pre>
 *
 * <p>With nobody listening it asks its neighbours nothing. What a guest can make one listener cost is bounded; beyond that
 * the listener is let go, by name.
 */
public final class TableNotifier implements MappingNotifier {

    private final ContextLookup contexts;
    private final PageWalk walk;
    private final MemoryMap memory;

    /** Translation is off. @param memory what is no memory is not MAPped */
    public TableNotifier(ContextLookup contexts, PageWalk walk, MemoryMap memory) {
        this.contexts = contexts;
        this.walk = walk;
        this.memory = memory;
    }

    @Override
    public Set<Wish> add(Listener listener) {
        throw new Todo("08");
    }

    @Override
    public Set<Wish> remove(Listener listener) {
        throw new Todo("08");
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        throw new Todo("08");
    }

    @Override
    public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
        throw new Todo("08");
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root) {
        throw new Todo("08");
    }

    @Override
    public void served(SourceId source, DomainId domain) {
        throw new Todo("08");
    }

    @Override
    public List<Event> replay(Listener listener) {
        throw new Todo("08");
    }
}
