/**
 * How much a learner's own tests find: how many seeded bugs they expose, and whether they let every right unit pass.
 *
 * <p>{@link iommu.grade.kills.KillRun} is the door: it takes tests and gives {@link iommu.grade.verdict.TestsResult}s.
 * {@code TestReader} reads a test and holds it against the law ({@code RightUnits}); what is left is played on every seeded
 * bug and every equivalent of the lab, in the sandbox, judged {@code AsWritten}. A bug counts as exposed only where the
 * oracle objects too: whoever asks for more than the architecture does rejects right units.
 *
 * <p>Nothing that leaves here names a bug: they are numbers with a stage. Read {@code AsWritten} first.
 */
package iommu.grade.kills;
