/**
 * Room 06: the invalidation queue (§6.5.2).
 *
 * <p>The room's interface is {@link iommu.arch.seam.InvalidationQueue}. Read
 * {@link iommu.emulator.invalidation.RingQueue} for the ring, then {@code Decoder} for what each descriptor means
 * and which of its bits must be 0.
 */
package iommu.emulator.invalidation;
