package iommu.oracle;

/** Whether a unit may fill its caches without a request; § doesn't say. */
public enum Prefetch {
    /**
     * At any time while translation is enabled, for every source and page that the run has touched. What the grader
     * assumes: it accepts more.
     */
    ALLOW,
    /** Only what a request needed, when it was made. What litmus files assume: it shows more. */
    REQUESTS_ONLY
}
