/** What the judge decided, as plain values: written to {@code result.json}, rendered by {@code report}. */
package iommu.grade.verdict;
