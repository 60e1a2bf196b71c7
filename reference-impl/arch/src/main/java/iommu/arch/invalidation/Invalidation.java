package iommu.arch.invalidation;

import iommu.arch.Capabilities;

/** A command to remove cache entries, whether it came through the queue or the registers (§6.5.1, §6.5.2). */
public sealed interface Invalidation permits ContextInvalidation, IotlbInvalidation {

    Granularity granularity();

    /** The same command without the bits that a unit ignores: of DID above its width, of ADDR above MGAW (§6.5.2). */
    Invalidation within(Capabilities unit);
}
