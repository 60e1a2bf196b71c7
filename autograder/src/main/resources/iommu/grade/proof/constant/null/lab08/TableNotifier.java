package lab08;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import java.util.List;
import java.util.Set;

public final class TableNotifier implements MappingNotifier {

    public TableNotifier(ContextLookup contexts, PageWalk walk, MemoryMap memory) {
    }

    @Override
    public Set<Wish> add(Listener listener) {
        return null;
    }

    @Override
    public Set<Wish> remove(Listener listener) {
        return null;
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        return null;
    }

    @Override
    public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
        return null;
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root) {
        return null;
    }

    @Override
    public void served(SourceId source, DomainId domain) {
    }

    @Override
    public List<Event> replay(Listener listener) {
        return null;
    }
}
