/**
 * Room 12 as a whole: the two rooms of scalable mode behind one seam, as a learner builds them.
 *
 * <p>The room's interface is {@link iommu.arch.seam.ScalableTables}. {@link iommu.emulator.scalable.ScalableRoom} has nothing of
 * its own: read {@link iommu.emulator.pasid.PasidTableLookup} and {@link iommu.emulator.firststage.ScalableWalk}.
 */
package iommu.emulator.scalable;
