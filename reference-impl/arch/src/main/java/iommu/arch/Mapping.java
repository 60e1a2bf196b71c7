package iommu.arch;

import java.util.List;

/**
 * A second-stage translation of a whole page.
 *
 * @param page   the input address of the page: a multiple of {@code size}
 * @param frame  where the page lies in memory: a multiple of {@code size}
 * @param size   4 KiB, 2 MiB or 1 GiB, in bytes
 * @param rights the AND over every entry of the walk
 * @param snoop  SNP of the leaf, if ECAP.SC: accesses snoop whatever the request's No-Snoop attribute says (§3.10)
 * @param steps  every entry read, top first; empty in a mapping that comes from a cache
 */
public record Mapping(Iova page, Gpa frame, long size, Rights rights, boolean snoop, List<WalkStep> steps)
        implements WalkResult {

    public Mapping {
        steps = List.copyOf(steps);
    }

    /** The same mapping without the entries that led to it, as a cache keeps it. */
    public Mapping withoutSteps() {
        return new Mapping(page, frame, size, rights, snoop, List.of());
    }

    /** Where this address of the page lies in memory. */
    public Gpa translate(Iova address) {
        return frame.plus(address.value() - page.value());
    }
}
