/**
 * Room 05: the registers as software sees them (§11.2, §11.4).
 *
 * <p>The room's interface is {@link iommu.arch.seam.RegisterFile}. Read {@link iommu.emulator.register.Registers} for
 * what each write asks for; {@code CapabilityWords} is how the unit describes itself. Which bits can be changed is
 * the table {@link iommu.arch.register.Register}.
 */
package iommu.emulator.register;
