package iommu.arch;

/** PGTT: through which tables the requests of a PASID go (§9.6). */
public enum PasidType {
    /** 001b. */
    FIRST_STAGE,
    /** 010b. */
    SECOND_STAGE,
    /** 011b: first stage, and everything it reads or gives goes through the second (§3.8). */
    NESTED,
    /** 100b. */
    PASS_THROUGH
}
