/**
 * Room 00: the lookup of a page in one page table, the last step of every page walk (§9.8).
 *
 * <p>A warm-up for those who are new here; no machine is built with it. Its one class is
 * {@link iommu.emulator.firstdma.OneLevelWalk}, behind the interface of room 02, {@link iommu.arch.seam.PageWalk}.
 */
package iommu.emulator.firstdma;
