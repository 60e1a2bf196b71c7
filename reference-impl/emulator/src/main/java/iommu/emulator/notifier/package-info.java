/**
 * Room 08: what external caches are told of the guest's mappings (§6.1).
 *
 * <p>The room's interface is {@link iommu.arch.seam.MappingNotifier}. Read
 * {@link iommu.emulator.notifier.TableNotifier} first: which listeners an invalidation concerns. A {@code Follower} is
 * one listener and what it is told; a {@code Scan} reads tables; what was told already is remembered by
 * {@code iommu.emulator.told}.
 *
 * <p>Why a listener without the wish MAP is told of everything that an invalidation covers, changed or not: what it
 * holds it has asked the unit for, and nobody else knows when. The guest may map A, then B, then A again. If the listener
 * asked while B was there, it holds B; at the invalidation the tables say A, as they did at the last one, and still B
 * must go. Tables that look the same prove nothing.
 */
package iommu.emulator.notifier;
