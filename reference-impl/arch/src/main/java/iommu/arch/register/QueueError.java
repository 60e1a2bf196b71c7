package iommu.arch.register;

/** IQERCD.IQEI, in the order of its encodings: why the invalidation queue stopped (§6.5.2.11, §11.4.9.9). */
public enum QueueError {
    NO_INFORMATION,
    INVALID_TAIL,
    FETCH_ERROR,
    INVALID_TYPE,
    RESERVED_FIELD,
    INVALID_WIDTH,
    TAIL_NOT_ALIGNED,
    INVALID_TABLE_MODE
}
