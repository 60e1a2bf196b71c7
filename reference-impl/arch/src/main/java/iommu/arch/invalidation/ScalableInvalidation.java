package iommu.arch.invalidation;

/** A command that only scalable mode has: it reaches cache entries by PASID (§6.5.2.2, §6.5.2.4). */
public sealed interface ScalableInvalidation permits PasidCacheInvalidation, PasidIotlbInvalidation {
}
