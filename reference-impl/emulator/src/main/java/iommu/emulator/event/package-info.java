/**
 * How the unit's own events reach the processor: shared by the fault log (§7.3), the invalidation queue (§6.5.2.10) and
 * the page request queue (§7.5).
 */
package iommu.emulator.event;
