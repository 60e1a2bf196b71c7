/**
 * A small q35 around the remapping unit: RAM, PCI configuration space, the unit at FED9_0000h and two devices that
 * do DMA. It is driven as QEMU is by its own tests: one socket speaks the qtest protocol, another a little QMP. So
 * QEMU's VT-d tests, unmodified, run against the reference.
 *
 * <p>Read {@link iommu.board.Board} for what is on it, {@link iommu.board.BusMaster} for the way of a DMA,
 * {@link iommu.board.QtestProtocol} for the commands, {@link iommu.board.Main} for the process. Only
 * {@link iommu.board.Unit} knows how the reference's unit is built and driven.
 *
 * <p>There is no processor and no interrupt controller: messages that devices or the unit send go nowhere.
 */
package iommu.board;
