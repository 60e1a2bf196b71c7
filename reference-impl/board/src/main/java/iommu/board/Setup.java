package iommu.board;

import iommu.arch.Capabilities;
import iommu.arch.SourceId;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is on a board.
 *
 * @param present  false for the machine {@code none}, which has nothing
 * @param ramBytes how much memory, a multiple of 4 KiB
 * @param unit     what the remapping unit can do; empty if there is none, and every DMA goes where it says
 * @param devices  by their place on bus 0
 */
record Setup(boolean present, long ramBytes, Optional<Capabilities> unit, SortedMap<SourceId, DeviceSetup> devices) {

    /** A device to be put on the board. */
    sealed interface DeviceSetup {

        record Test() implements DeviceSetup {
        }

        /** @param dmaMask the bits of an IOVA that it can drive */
        record Edu(long dmaMask) implements DeviceSetup {
        }
    }
}
