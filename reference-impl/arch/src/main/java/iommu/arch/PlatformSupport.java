package iommu.arch;

/**
 * What a unit as a whole offers beyond legacy mode, by the names of CAP and ECAP (§11.4.2, §11.4.3).
 *
 * @param queuedInvalidation ECAP.QI: the invalidation queue
 * @param writeBufferFlush CAP.RWBF: software must flush write buffers by GCMD.WBF
 * @param protectedLow CAP.PLMR: a low protected memory region (§11.4.8)
 * @param protectedHigh CAP.PHMR: a high protected memory region (§11.4.8)
 * @param abortMode ECAP.ADMS: RTADDR.TTM may select abort mode (§3.4.4)
 * @param rootPointerInvalidates CAP.ESRTPS: SRTP itself invalidates every cache of DMA remapping (§6.6)
 * @param separateRights ECAP.SSIRWS: second-stage entries may hold their rights in IR and IW (§9.8)
 * @param deviceTlbThrottling ECAP.DIT: device-TLB descriptors name a physical function (§6.5.2.5)
 */
public record PlatformSupport(boolean queuedInvalidation, boolean writeBufferFlush, boolean protectedLow,
        boolean protectedHigh, boolean abortMode, boolean rootPointerInvalidates, boolean separateRights,
        boolean deviceTlbThrottling) {

    /** A queue, and nothing else. */
    public static final PlatformSupport QUEUE_ONLY =
            new PlatformSupport(true, false, false, false, false, false, false, false);
}
