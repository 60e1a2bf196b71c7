package iommu.arch.invalidation;

/** How much an invalidation is asked to remove. A unit may always remove more (§6.5). */
public enum Granularity {
    GLOBAL,
    DOMAIN,
    /** Context cache only: one source-id, or a group by function mask. */
    DEVICE,
    /** IOTLB only: a range of pages. */
    PAGE
}
