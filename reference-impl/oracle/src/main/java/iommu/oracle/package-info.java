/**
 * What the architecture allows: for each step of a run, the set of answers that some legal unit could give.
 *
 * <p>The interface is {@link iommu.oracle.Relation}. A room's law is {@link iommu.oracle.ContextRelation},
 * {@link iommu.oracle.WalkRelation} or {@link iommu.oracle.CacheRelation}, a whole unit's
 * {@link iommu.oracle.MachineRelation}; a contract ({@link iommu.oracle.ContextContract},
 * {@link iommu.oracle.WalkContract}, {@link iommu.oracle.CacheContract}) is what a lab's README asks beyond the law.
 * Rooms whose answers depend on what they chose before are judged answer by answer, by an
 * {@link iommu.oracle.RunRelation}.
 * {@link iommu.oracle.Histories} says how each allowed answer can come about.
 * Nothing here is shared with the emulator: the two may only agree by both being right.
 *
 * <p>Read first: README.md of this module, then {@link iommu.oracle.SecondStage} (the set-valued walk), then
 * {@link iommu.oracle.World} (memory and MAY). Every freedom is named at the line that grants it.
 */
package iommu.oracle;
