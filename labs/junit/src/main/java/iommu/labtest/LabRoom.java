package iommu.labtest;

import iommu.probe.NeighbourPort;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.util.Optional;

/** Makes a learner's room for one run, and drives it. */
@FunctionalInterface
interface LabRoom {

    /** @param neighbours the rooms beside it, if the run has any */
    RoomDriver begin(Plan plan, Optional<NeighbourPort> neighbours);
}
