package iommu.arch.seam;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import java.util.List;

/**
 * Room 07, {@code driver}: the guest's side. What it returns are stores, flushes and
 * {@linkplain Stimulus.Invalidate invalidations}, in order, and no more of the last than Table 28 asks for (§6.5.3.3).
 */
public interface MappingDriver {

    /** Gives a source this domain. */
    List<Stimulus> attach(SourceId source, DomainId domain);

    /** Takes the source's domain away. */
    List<Stimulus> detach(SourceId source);

    /** Maps one page, of the size, frame and rights that {@code page} says, for every device of the domain. */
    List<Stimulus> map(DomainId domain, Mapping page);

    /** Unmaps every page of a range. @param size in bytes, a multiple of 4 KiB */
    List<Stimulus> unmap(DomainId domain, Iova start, long size);
}
