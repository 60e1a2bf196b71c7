package iommu.arch.seam;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;

/** Room 11, {@code machine}: where a device's requests meet the whole unit. */
@FunctionalInterface
public interface DmaPort {

    /** The address at which the request goes on, or why it is blocked. Never throws, whatever the request. */
    DmaOutcome translate(DmaRequest request);
}
