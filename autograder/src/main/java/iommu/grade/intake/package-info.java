/**
 * The front door of the grader: turns what somebody sent, which may be hostile, into canonical sources.
 *
 * <p>Nothing is unpacked to disk, nothing is executed, compiled or followed; every size is measured while it is read. A
 * file belongs to the lab whose package it declares, whatever it is called and wherever it lies.
 *
 * <p>Interface: {@link iommu.grade.intake.Intake#find} says which submissions are meant,
 * {@link iommu.grade.intake.Intake#read} reads one, {@link iommu.grade.intake.Packer} makes one. Read first:
 * {@link iommu.grade.intake.Intake}, then {@code LabSorter} for what belongs where, {@code Sieve} for what is left out.
 */
package iommu.grade.intake;
