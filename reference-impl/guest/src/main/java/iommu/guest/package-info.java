/**
 * The guest's side: what a driver owes the unit after it has changed a structure in memory (§6.5.3.3 Table 28).
 *
 * <p>Read {@link iommu.guest.Change} (what was changed), then {@link iommu.guest.Covers} (whether the invalidations
 * since then are enough). It shares no code with the oracle, so that the two can be held against each other: what is
 * covered leaves one allowed outcome.
 */
package iommu.guest;
