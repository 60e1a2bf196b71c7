/**
 * Litmus tests: small runs of a whole unit, each a question about what the architecture allows, with its answer.
 *
 * <p>{@link iommu.grade.litmus.LitmusShelf} is the door: it finds the files of {@code reference-impl/litmus}, whose head
 * ({@link iommu.grade.litmus.LitmusHead}) is checked. {@link iommu.grade.litmus.LitmusResult} is what the oracle says to
 * one, told by {@link iommu.grade.litmus.LitmusText} and {@link iommu.grade.litmus.LitmusJson}.
 */
package iommu.grade.litmus;
