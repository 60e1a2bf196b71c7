/**
 * Cuts stubs: a stub is the reference's plain class minus the answers.
 *
 * <p>Read {@link iommu.grade.stub.StubCutter} first. No markers in the reference, no hand-kept copies: the manifest names
 * the methods that are blanked, everything private goes, and what remains is the reference's own text with its Javadoc.
 */
package iommu.grade.stub;
