/**
 * Room 02: the second-stage page walk (§3.7).
 *
 * <p>The room's interface is {@link iommu.arch.seam.PageWalk}; its one class,
 * {@link iommu.emulator.secondstage.SecondStageWalk}, goes down one level per turn of its loop. The format of an entry
 * is {@link iommu.arch.format.SecondStageEntry}.
 */
package iommu.emulator.secondstage;
