/**
 * A learner's desk, the folder {@code work/}: the labs in it, what the last verdicts were, which hints were read, and
 * the copies that a reset keeps.
 *
 * <p>Read first: {@link iommu.grade.work.Desk}, then {@link iommu.grade.work.Diary}. Nothing here decides a verdict, and
 * nothing of it is ever reported to anybody.
 */
package iommu.grade.work;
