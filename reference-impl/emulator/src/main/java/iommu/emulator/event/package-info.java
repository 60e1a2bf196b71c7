/** How the unit's own events reach the processor: shared by the fault log and the invalidation queue (§7.3, §6.5.2.10). */
package iommu.emulator.event;
