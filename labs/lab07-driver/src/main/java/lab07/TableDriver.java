package lab07;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.seam.MappingDriver;
import java.util.List;
import java.util.Set;

/**
 * Room 07, plain: a driver for a unit in legacy mode. It stores bottom-up, owes what Table 28 says, and pays in serial
 * order: contexts, IOTLB, device-TLBs, wait.
 */
public final class TableDriver implements MappingDriver {

    /** When invalidations are made. */
    public enum Style {
        /** In the call whose stores need them. */
        STRICT,
        /** In {@link MappingDriver#sync}. */
        BATCHED
    }

    private final Capabilities unit;
    private final Gpa root;
    private final TablePages pages;
    private final Style style;

    /**
     * A driver of a unit that translates in legacy mode from an empty root table on.
     *
     * @param root       the root table, a page of zeros
     * @param deviceTlbs the devices that have a device-TLB and use it; of no meaning if the unit doesn't support that
     */
    public TableDriver(Capabilities unit, Gpa root, TablePages pages, Style style, Set<SourceId> deviceTlbs) {
        this.unit = unit;
        this.root = root;
        this.pages = pages;
        this.style = style;
    }

    /** @param batched whether the style is {@link Style#BATCHED} */
    public TableDriver(Capabilities unit, Gpa root, TablePages pages, boolean batched, Set<SourceId> deviceTlbs) {
        this(unit, root, pages, batched ? Style.BATCHED : Style.STRICT, deviceTlbs);
    }

    /** @throws IllegalArgumentException if the unit has no such domain-id, or caching mode forbids it: 0 */
    @Override
    public List<Act> attach(SourceId source, DomainId domain) {
        throw new Todo("07");
    }

    @Override
    public List<Act> detach(SourceId source) {
        throw new Todo("07");
    }

    /** @throws IllegalArgumentException if the unit can't map such a page: its size, place, rights or SNP */
    @Override
    public List<Act> map(DomainId domain, Mapping page) {
        throw new Todo("07");
    }

    /** @throws IllegalArgumentException if the range is none of pages, or lies above what tables translate */
    @Override
    public List<Act> unmap(DomainId domain, Iova start, long size) {
        throw new Todo("07");
    }

    @Override
    public List<Act> sync() {
        throw new Todo("07");
    }
}
