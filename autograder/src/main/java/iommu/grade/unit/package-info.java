/**
 * How the unit of lab 11 uses its rooms, as a judge sees it: what is filled too late ({@link iommu.grade.unit.Meanwhile}),
 * what is told too early ({@link iommu.grade.unit.EarlyWord}), what is asked in vain ({@link iommu.grade.unit.UnitThrift}).
 * It knows calls and answers, whoever gives them, and no room. Read {@link iommu.grade.unit.WatchedRooms} first.
 */
package iommu.grade.unit;
