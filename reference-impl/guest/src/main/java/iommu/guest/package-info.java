/**
 * The guest's side: what a driver owes the unit after it has changed a structure in memory (§6.5.3.3 Table 28), and a
 * driver that pays just that.
 *
 * <p>Read {@link iommu.guest.Change} (what was changed), then {@link iommu.guest.Covers} (whether the invalidations
 * since then are enough). It shares no code with the oracle, so that the two can be held against each other: what is
 * covered leaves one allowed outcome.
 *
 * <p>Room 07 is {@link iommu.guest.TableDriver}; read {@code PageTables} next (which entry changes, and what that
 * changes), then {@code Owed} (how it is paid). {@link iommu.guest.QueueFeed} brings what it does to a unit, and
 * {@link iommu.guest.WorkloadCount} says what a {@linkplain iommu.guest.Workload workload} costs.
 */
package iommu.guest;
