/**
 * The judge: it alone decides, in a JVM that no learner code ever enters.
 *
 * <p>{@link iommu.grade.judge.Lawbook} says what each step of a case may be answered, {@link iommu.grade.judge.Suite}
 * holds the cases of every group, {@link iommu.grade.judge.GroupJudge} runs one group against a probe, and
 * {@link iommu.grade.judge.SubmissionJudge} a whole submission. Read them in that order.
 */
package iommu.grade.judge;
