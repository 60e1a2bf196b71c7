/**
 * The rooms that are held to speed: the same seams as the plain ones, the same tests, another shape.
 *
 * <p>Read the plain {@code cache.TaggedCache} and {@code secondstage.SecondStageWalk} first: they say <em>what</em>
 * happens. Here a cached translation is three words of an array ({@link iommu.emulator.fast.PackedTable}), a result is
 * one word ({@link iommu.emulator.fast.Packed}), and commands for a whole domain or range remove nothing: they raise a
 * number that entries are held against ({@link iommu.emulator.fast.Generations}).
 *
 * <p>Interfaces: {@link iommu.emulator.fast.FastCache} is a {@link iommu.arch.seam.TranslationCache},
 * {@link iommu.emulator.fast.FastWalk} a {@link iommu.arch.seam.PageWalk}, {@link iommu.emulator.fast.FastMemory} a
 * {@link iommu.arch.Memory}, and {@link iommu.emulator.fast.FastUnit} a {@link iommu.arch.seam.DmaPort} that answers
 * hits and clean misses itself and leaves everything else to the full unit. Any number of threads may send requests;
 * registers are written by one at a time.
 */
package iommu.emulator.fast;
