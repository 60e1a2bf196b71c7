/**
 * Judging a driver of lab 07 by its acts. This is handed out to students, so it names no oracle, no emulator, and of the guest
 * only what judges by Table 28.
 *
 * <p>Read {@link iommu.grade.driver.DriverLaw} first. What it asks a {@link iommu.grade.driver.TablesLaw} for the grader asks
 * the oracle, and what is handed out {@link iommu.grade.driver.PlainLaw}.
 */
package iommu.grade.driver;
