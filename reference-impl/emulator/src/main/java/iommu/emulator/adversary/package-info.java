/**
 * Caches that do the worst that the architecture allows (§6.1, §6.2): what a driver or a unit forgets to invalidate, they
 * show.
 *
 * <p>Read {@link iommu.emulator.adversary.LazyCache} first: it keeps everything that it may and answers with the oldest.
 * {@link iommu.emulator.adversary.EagerCache} fills before it is asked; {@link iommu.emulator.adversary.SeededCache}
 * decides by a seed. Each has a twin for scalable mode. They stand behind the seams of room 04,
 * {@link iommu.arch.seam.TranslationCache} and {@link iommu.arch.seam.ScalableCache};
 * {@code iommu.emulator.machine.AdversarialMachine} puts them to work.
 */
package iommu.emulator.adversary;
