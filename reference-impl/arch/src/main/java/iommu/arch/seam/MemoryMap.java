package iommu.arch.seam;

import iommu.arch.Gpa;

/** What of the guest's address space is memory: a neighbour of rooms 08 and 10. */
@FunctionalInterface
public interface MemoryMap {

    /** Everything is memory. */
    MemoryMap ALL = (start, size) -> true;

    /** Whether there is memory at each of these bytes. @param size in bytes, at least 1 */
    boolean isMemory(Gpa start, long size);
}
