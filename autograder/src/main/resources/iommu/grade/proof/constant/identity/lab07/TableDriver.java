package lab07;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver;
import java.util.List;
import java.util.Set;

public final class TableDriver implements MappingDriver {

    public TableDriver(Capabilities unit, Gpa root, TablePages pages, boolean batched, Set<SourceId> deviceTlbs) {
    }

    @Override
    public List<Act> attach(SourceId source, DomainId domain) {
        return List.of(new Act.Wait());
    }

    @Override
    public List<Act> detach(SourceId source) {
        return List.of(new Act.Wait());
    }

    @Override
    public List<Act> map(DomainId domain, Mapping page) {
        return List.of(new Act.Wait());
    }

    @Override
    public List<Act> unmap(DomainId domain, Iova start, long size) {
        return List.of(new Act.Wait());
    }

    @Override
    public List<Act> sync() {
        return List.of(new Act.Wait());
    }
}
