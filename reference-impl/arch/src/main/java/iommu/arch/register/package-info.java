/**
 * Formats of the unit's registers: where they are, which bits software can change, fields by name (§11.4); and the
 * values that rooms exchange instead of register words.
 *
 * <p>Read {@link iommu.arch.register.Register} and {@link iommu.arch.register.Field} first.
 */
package iommu.arch.register;
