package iommu.arch;

import java.util.List;

/**
 * A scalable-mode translation of a whole page: by the first stage, the second, or both.
 *
 * @param page       the input address of the page: a multiple of {@code size}
 * @param frame      where it lies in memory: a multiple of {@code size}
 * @param size       4 KiB, 2 MiB or 1 GiB, in bytes; nested, the smaller of the two pages
 * @param user       what user requests may do
 * @param supervisor what supervisor requests may do: nothing without SRE; else the same as {@code user} where no first
 *                   stage is involved
 * @param snoop      accesses snoop, as SNP of the second-stage leaf or PGSNP says (§3.10)
 * @param writable   a write needs no dirty bit to be set any more: a hit may answer it without a walk (§3.6.2)
 * @param steps      every paging entry read, in order; empty in a mapping that comes from a cache
 */
public record StagedMapping(Iova page, Gpa frame, long size, Rights user, Rights supervisor, boolean snoop,
        boolean writable, List<StagedStep> steps) implements StagedResult {

    public StagedMapping {
        steps = List.copyOf(steps);
    }

    /** The same mapping without the entries that led to it, as a cache keeps it. */
    public StagedMapping withoutSteps() {
        return new StagedMapping(page, frame, size, user, supervisor, snoop, writable, List.of());
    }

    /** Where this address of the page lies in memory. */
    public Gpa translate(Iova address) {
        return frame.plus(address.value() - page.value());
    }

    /** What a request of this privilege may do. */
    public Rights rights(boolean supervisorRequest) {
        return supervisorRequest ? supervisor : user;
    }
}
