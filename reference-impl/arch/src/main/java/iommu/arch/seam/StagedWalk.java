package iommu.arch.seam;

import iommu.arch.Access;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.StagedResult;

/**
 * Room 12b and c, {@code firststage}: the walks of scalable mode, through the first stage with its accessed and dirty
 * bits, the second, or both (§3.6, §3.7, §3.8).
 */
@FunctionalInterface
public interface StagedWalk {

    /**
     * @param context of any type but pass-through
     * @return the mapping; or a fault of SPT.5-6, SFS, SSS or SGN
     */
    StagedResult walk(PasidContext context, Request request);

    /**
     * What is asked of the tables.
     *
     * @param supervisor the request has supervisor privilege
     */
    record Request(Iova address, Access access, boolean supervisor) {
    }
}
