/**
 * The manifest of the labs: {@code labs/labs.toml} as checked values. Everything that knows a lab's number, package,
 * entry class, groups or points has it from here.
 *
 * <p>Read first: {@link iommu.grade.labs.Manifest}, then {@link iommu.grade.labs.Lab}.
 */
package iommu.grade.labs;
