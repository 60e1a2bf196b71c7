package iommu.arch.invalidation;

import iommu.arch.Capabilities;

/** A command that only scalable mode has: it reaches cache entries by PASID (§6.5.2.2, §6.5.2.4). */
public sealed interface ScalableInvalidation permits PasidCacheInvalidation, PasidIotlbInvalidation {

    /** The same command without the bits of DID that a unit ignores (§6.5.2). */
    ScalableInvalidation within(Capabilities unit);
}
