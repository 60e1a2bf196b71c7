/**
 * Room 05: the registers as software sees them (§11.2, §11.4).
 *
 * <p>The room's interface is {@link iommu.arch.seam.RegisterFile}. Read {@link iommu.emulator.register.Registers} for
 * what each write asks for; {@code Layout} is which fields this unit has, {@code RegisterWords} what an access does to
 * them, {@code CapabilityWords} how the unit describes itself. The fields of all units, each with its bits and its
 * attribute, are the table {@link iommu.arch.register.Field}.
 */
package iommu.emulator.register;
