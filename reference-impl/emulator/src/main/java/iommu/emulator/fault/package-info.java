/**
 * Room 03: faults become records, and the first of them an event (§7.2, §7.3).
 *
 * <p>The room's interface is {@link iommu.arch.seam.FaultLog}. Read {@link iommu.emulator.fault.PrimaryFaultLog}
 * for the four steps of §7.2.1; {@code RecordFormat} packs a fault into 128 bits.
 */
package iommu.emulator.fault;
