/**
 * What it costs to keep an external cache true to the guest's tables, counted, not timed (§6.1).
 *
 * <p>{@link iommu.peers.cost.CostReport} is the table: a {@linkplain iommu.peers.cost.RecordedCost recorded Linux guest}
 * and the {@linkplain iommu.peers.cost.DriverCost reference driver}, each under every {@link iommu.peers.cost.Following
 * way to follow} it. {@link iommu.peers.cost.FollowedMachine} is the machine that counts; read it first.
 */
package iommu.peers.cost;
