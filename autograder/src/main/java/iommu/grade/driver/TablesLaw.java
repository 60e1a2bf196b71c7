package iommu.grade.driver;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import java.util.List;
import java.util.Optional;

/** Says whether each device gets to what the calls asked for, by what a driver did. */
@FunctionalInterface
public interface TablesLaw {

    /**
     * What is looked at in a run, from its beginning with an empty root table.
     *
     * @param batched whether the driver may put off until {@code sync} what it owes
     * @param devices the devices that are asked for
     * @param pages   the pages that they are asked for, each of 4 KiB
     */
    record Watched(Capabilities unit, Gpa root, boolean batched, List<SourceId> devices, List<Iova> pages) {
        public Watched {
            devices = List.copyOf(devices);
            pages = List.copyOf(pages);
        }
    }

    /**
     * Judges one call.
     *
     * @param acts what the driver did for it
     * @return what is wrong; empty if all is well
     */
    List<String> judge(Request call, List<Act> acts);

    /** Why nothing is judged any more. */
    default Optional<String> silence() {
        return Optional.empty();
    }
}
