/**
 * Room 13: interrupt remapping and posting (§5.1, §5.2).
 *
 * <p>The room's interface is {@link iommu.arch.seam.InterruptRemapper}. Read
 * {@link iommu.emulator.interrupt.TableRemapper} for the way of a message, then {@code EntryRules} for what makes an
 * entry bad and {@code Posting} for the descriptor in memory. That the write is a whole interrupt at all (four bytes,
 * no PASID) is for the machine to see: fault 29h is not this room's.
 */
package iommu.emulator.interrupt;
