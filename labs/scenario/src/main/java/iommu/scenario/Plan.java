package iommu.scenario;

import iommu.arch.Capabilities;
import java.util.List;

/**
 * A scenario as smallest steps.
 *
 * @param room         what the steps speak to
 * @param capabilities of the unit
 * @param capacity     entries in each cache of the unit or room
 * @param prefetch     whether the oracle assumes that cache entries may arise without a request
 * @param steps        in their order
 */
public record Plan(Room room, Capabilities capabilities, int capacity, boolean prefetch, List<Step> steps) {

    public Plan {
        steps = List.copyOf(steps);
    }
}
