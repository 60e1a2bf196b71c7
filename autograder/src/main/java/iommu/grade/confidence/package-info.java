/**
 * How far the grader can be trusted: seeded bugs that must fail, equivalents that must pass, and the rates of both.
 *
 * <p>{@link iommu.grade.confidence.Subjects} reads what lies in {@code autograder/confidence};
 * {@link iommu.grade.confidence.Measurement} sends each subject through the judge, some at a time, and keeps a
 * {@link iommu.grade.confidence.Ledger}, so that a run that was stopped goes on; {@link iommu.grade.confidence.Scores}
 * turns what was seen into rates, and {@link iommu.grade.confidence.ScoreTable} prints them. Read
 * {@link iommu.grade.confidence.Subject} first.
 */
package iommu.grade.confidence;
