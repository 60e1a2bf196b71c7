package iommu.arch.invalidation;

/** A command to remove cache entries, whether it came through the queue or the registers (§6.5.1, §6.5.2). */
public sealed interface Invalidation permits ContextInvalidation, IotlbInvalidation {

    Granularity granularity();
}
