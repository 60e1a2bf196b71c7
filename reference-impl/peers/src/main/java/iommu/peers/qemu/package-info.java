/**
 * A real QEMU as a third opinion: the same steps go to a QEMU machine, to our unit and to the oracle, and whatever is
 * not explained is a divergence, shrunk to a scenario.
 *
 * <p>The door is {@link iommu.peers.qemu.CompareRun}. Read {@code Comparison} for the three sides of one run, {@code
 * QemuMachine} for how a QEMU is driven and seen, and {@link iommu.peers.qemu.Departure} for what is known of QEMU.
 */
package iommu.peers.qemu;
