package iommu.arch.seam;

import iommu.arch.Access;
import iommu.arch.Iova;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;

/** Room 02, {@code secondstage}: the second-stage page walk (§3.7, §9.8). */
@FunctionalInterface
public interface PageWalk {

    /**
     * Walks from {@code start} down to the leaf that translates {@code address}.
     *
     * @return the mapping of the whole leaf, with every entry read; or a fault of conditions LCT.4.3, LSS.1-2 or
     *         LGN.1-4
     */
    WalkResult walk(WalkStart start, Iova address, Access access);
}
