/**
 * Judges a driver by Table 28 alone: from its stores, flushes, invalidations and waits to what it still owes.
 *
 * <p>Interface: {@link iommu.guest.judge.DriverJudge}. Read it first; then {@link iommu.guest.judge.Changes} (what a store
 * was to the unit), {@link iommu.guest.judge.Structures} (what memory is to it) and {@link iommu.guest.judge.Debt} (what
 * pays for a change). It shares no code with the driver.
 */
package iommu.guest.judge;
