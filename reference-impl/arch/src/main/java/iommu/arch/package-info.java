/**
 * Vocabulary of VT-d remapping: typed addresses, identifiers, capabilities, faults.
 *
 * <p>Nothing here behaves. Formats of memory structures are in {@code format}, invalidation commands in
 * {@code invalidation}, the interfaces of the rooms in {@code seam}, what can reach a unit in
 * {@code stimulus}. Read {@link iommu.arch.SourceId}, {@link iommu.arch.FaultReason} and
 * {@link iommu.arch.Capabilities} first. A bare § is a section of the VT-d specification, Rev 5.10.
 */
package iommu.arch;
