/**
 * Room 09: which listeners a unit may have under which configuration, so that a listener can't be lied to (§6.1).
 *
 * <p>The room's interface is {@link iommu.arch.seam.SafetyPolicy}. Read {@code Matrix}, one total
 * function over all configurations and wishes, then {@link iommu.emulator.safety.MatrixPolicy}, three methods that ask it.
 * {@link iommu.emulator.safety.Cells} lists everything that can be asked.
 */
package iommu.emulator.safety;
