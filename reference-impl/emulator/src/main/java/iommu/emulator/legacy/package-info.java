/**
 * Room 11, {@code machine}, for units of legacy mode alone: the other rooms, wired together behind
 * {@link iommu.arch.seam.UnitPort}. What {@code iommu.emulator.machine} does beside it (scalable mode, listeners,
 * interrupts, page requests) is left out, so that all of the wiring can be read at one sitting.
 *
 * <p>Read first: {@link iommu.emulator.legacy.LegacyUnit}, the way of a request; then {@code EffectLoop}, the way of
 * everything else.
 */
package iommu.emulator.legacy;
