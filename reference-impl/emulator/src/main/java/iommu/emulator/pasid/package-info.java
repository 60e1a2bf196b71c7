/**
 * Room 12a: from the root pointer, a source-id and a PASID to what the PASID-table entry says (§3.4.3).
 *
 * <p>The room's interface is {@link iommu.arch.seam.ScalableLookup}. Read
 * {@link iommu.emulator.pasid.PasidTableLookup} first: four tables, one method each way. Which bits of the entries are
 * reserved in this unit is in {@code ReservedFields}; the formats are in {@code iommu.arch.format}.
 */
package iommu.emulator.pasid;
