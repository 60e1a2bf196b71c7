package iommu.oracle;

/** Where something that memory no longer says can be held: a kind of cache entry, or a line that no walk has to snoop. */
public enum Holding {
    /** An old content of a 64-byte line that was not flushed since (§3.10). */
    LINE,
    /** A context-cache entry (§6.2.2). */
    CONTEXT,
    /** A PASID-cache entry (§6.2.3). */
    PASID,
    /** A paging-structure-cache entry, of either stage (§6.2.5). */
    PREFIX,
    /** An IOTLB entry (§6.2.4). */
    TRANSLATION,
    /** An interrupt-entry-cache entry (§6.2.6). */
    INTERRUPT
}
