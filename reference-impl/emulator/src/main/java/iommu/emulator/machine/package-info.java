/**
 * Room 11: where all rooms meet (§3.4, §6.2.7).
 *
 * <p>Read {@link iommu.emulator.machine.RemappingUnit} first: a request's way through cache, tables and walk, and
 * what happens to the effects that rooms return. {@link iommu.emulator.machine.Machine} puts memory beside it and
 * speaks {@link iommu.arch.stimulus.Stimulus}. Every room comes through its seam, so any of them can be another's.
 */
package iommu.emulator.machine;
