package iommu.oracle;

import iommu.arch.DomainId;
import iommu.arch.seam.MappingNotifier;
import java.util.Optional;

/**
 * How a source's untranslated requests may be treated.
 *
 * @param domain under which domain-id translations made that way are cached; none if nothing is
 */
record Treatment(MappingNotifier.Mode mode, Optional<DomainId> domain) {

    /** Translation is off. */
    static final Treatment OFF = new Treatment(MappingNotifier.Mode.IDENTITY, Optional.empty());
    /** Every request faults, and what faults there leaves nothing in the IOTLB. */
    static final Treatment BLOCKED = new Treatment(MappingNotifier.Mode.BLOCKED, Optional.empty());
}
