/**
 * Room 06: the invalidation queue (§6.5.2).
 *
 * <p>The room's interface is {@link iommu.arch.seam.InvalidationQueue}. Read
 * {@link iommu.emulator.invalidation.RingQueue} for the course of things, then {@code PendingWork} for what devices have
 * not answered yet. {@code Ring} finds descriptors in memory, {@code DescriptorRules} says which are invalid, and
 * {@code Decoder} what the others ask for.
 */
package iommu.emulator.invalidation;
