/**
 * The kit proves itself: {@code ./iommu proof}. Each {@link iommu.grade.proof.Check} is one sentence that must be true
 * of the tree as it lies here; {@link iommu.grade.proof.Proof} lists them.
 */
package iommu.grade.proof;
