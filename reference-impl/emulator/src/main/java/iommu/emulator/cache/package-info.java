/**
 * Room 04: context cache, IOTLB and paging-structure cache (§6.2).
 *
 * <p>The room's interface is {@link iommu.arch.seam.TranslationCache}. Its one class for legacy mode,
 * {@link iommu.emulator.cache.TaggedCache}, turns on one sentence: an entry is looked up by one set of tags and
 * invalidated by another (Table 17). {@link iommu.emulator.cache.ScalableTaggedCache} says the same of scalable mode,
 * behind {@link iommu.arch.seam.ScalableCache}.
 */
package iommu.emulator.cache;
