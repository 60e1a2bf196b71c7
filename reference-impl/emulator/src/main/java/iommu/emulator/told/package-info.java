/**
 * What one listener has been told, piece by piece, and what it must be told so that it follows the tables: shared by the
 * rooms that tell, {@code notifier} and {@code shadow} (§6.1).
 *
 * <p>Read {@link iommu.emulator.told.ToldMappings} first. {@link iommu.emulator.told.Block} cuts addresses into natural
 * blocks. Nothing here reads a table.
 */
package iommu.emulator.told;
