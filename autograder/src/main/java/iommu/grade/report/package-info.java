/**
 * What people and programs read of a verdict: pages for the student and the instructor, JSON, a gradebook, tables
 * for the terminal.
 *
 * <p>Every writer takes records of {@code iommu.grade.verdict} and returns a string; none decides, reads a file or
 * looks at a clock, so equal results give equal bytes. Whatever a learner may have chosen (names, messages, answers)
 * passes through {@link iommu.view.SafeText} on its way out. Read {@link iommu.grade.report.Batch} first, then
 * {@link iommu.grade.report.ReportHtml}, the page for which the others exist.
 */
package iommu.grade.report;
