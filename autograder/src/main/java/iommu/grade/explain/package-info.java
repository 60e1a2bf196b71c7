/**
 * Says how the reference came to an answer: each cache asked, each entry read with its fields by name, the rule applied,
 * the outcome.
 *
 * <p>Nothing in the unit reports its steps. The run is played up to the access, and the access is then walked again by the
 * rooms' plain classes over a memory that notes what is read. {@link iommu.grade.explain.Explainer} is the door; each kind
 * of access has a class that tells its story; {@code Layouts} has one layout for each structure of chapter 9, and {@code
 * Rules} one sentence for each reason to block.
 */
package iommu.grade.explain;
