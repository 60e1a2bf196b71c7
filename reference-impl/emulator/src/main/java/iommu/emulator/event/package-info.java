/** How the unit's own events reach the processor, shared by the rooms that have one (§6.5.2.10, §7.3, §7.5). */
package iommu.emulator.event;
