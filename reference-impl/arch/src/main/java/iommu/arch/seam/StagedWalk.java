package iommu.arch.seam;

import iommu.arch.Access;
import iommu.arch.Iova;
import iommu.arch.WalkResult;

/**
 * Room 12b and c, {@code firststage}: the first-stage walk with its accessed and dirty bits, alone or nested over a
 * {@link PageWalk} (§3.6, §3.8).
 */
@FunctionalInterface
public interface StagedWalk {

    WalkResult walk(Start start, Iova address, Access access);

    /**
     * Where it begins.
     *
     * @param tables       FSPTPTR and the number of levels, 4 or 5
     * @param supervisor   the request has supervisor privilege, and SRE allows it
     * @param writeProtect WPE: supervisors need R/W too
     */
    record Start(ScalableLookup.Tables tables, boolean supervisor, boolean writeProtect) {
    }
}
