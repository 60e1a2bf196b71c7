/**
 * Judging without the oracle: what it allows in the visible cases, written down, and the judge that reads it. This is
 * what students are handed out, so it names neither oracle nor emulator, nor a guest that drives.
 *
 * <p>Read {@link iommu.grade.recorded.RecordedCases} first. Where every step has a set of answers, a case is a scenario
 * with each set beside its line. Where answers depend on earlier ones, it is a {@link iommu.grade.recorded.Recording}:
 * states, and the {@linkplain iommu.grade.recorded.Shape shapes} of answers that lead from one to the next. What listeners are
 * told is held against {@link iommu.grade.recorded.RecordedViews}. A driver is judged by its acts, so that of a
 * {@link iommu.grade.recorded.DriverCase} hardly anything is written down. A unit is judged from outside beside
 * {@linkplain iommu.grade.told rooms that were recorded}: {@link iommu.grade.recorded.UnitCase}.
 */
package iommu.grade.recorded;
