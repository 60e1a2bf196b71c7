/**
 * Whether this machine has what the kit needs: {@link iommu.grade.doctor.Checkup} looks, each
 * {@link iommu.grade.doctor.Finding} says what it saw and, if need be, what to do.
 */
package iommu.grade.doctor;
