/**
 * Room 10: keeps external caches true to the guest's tables by trapping its stores, where the guest announces nothing of
 * what it makes present (§6.1).
 *
 * <p>The room's interface is {@link iommu.arch.seam.ShadowTables}; read {@link iommu.emulator.shadow.TrapTables} first.
 * Each listener has a {@code Follower}: a {@code Road} leads from the root table to a {@code Plan}, which says which
 * tables count, and a {@code Tree} holds every one of these tables in every place where it is used. Which pages are in
 * use by whom is in the {@code TrapIndex}; what a listener has been told is a
 * {@link iommu.emulator.told.ToldMappings}. How entries read is in {@code SecondStageRules}, {@code FirstStageRules} and
 * {@code ScalableFields}. Part A of the lab has one domain and no table in two places; part B has all the rest.
 */
package iommu.emulator.shadow;
