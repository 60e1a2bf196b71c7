package iommu.arch;

/**
 * What a unit offers of scalable mode, by the names of CAP and ECAP (§11.4.2, §11.4.3).
 *
 * @param offered ECAP.SMTS: RTADDR.TTM may select scalable mode (§3.4.3)
 * @param firstStage ECAP.FSTS
 * @param secondStage ECAP.SSTS
 * @param nested ECAP.NEST: first stage over second stage (§3.8)
 * @param fiveLevels CAP.FS5LP: first-stage tables of 5 levels
 * @param gigabytePages CAP.FS1GP: first-stage leaves of 1 GiB
 * @param pasidBits ECAP.PSS + 1, 1 to 20, where requests may carry a PASID (ECAP.PASID); 0 where they may not
 * @param snoopedWalks ECAP.SMPWCS: walks snoop where the PASID entry says PWSNP
 * @param secondStageDirty ECAP.SSADS: accessed and dirty bits of the second stage
 * @param ridPasid ECAP.RPS: the context entry names the PASID of requests without one; 0 otherwise
 * @param supervisorRequests ECAP.SRS
 * @param ridPrivilege ECAP.RPRIVS: the context entry says the privilege of requests without PASID
 * @param extendedAccessed ECAP.EAFS
 * @param noWriteFlag ECAP.NWFS: translation requests may ask for no write
 * @param memoryTypes ECAP.MTS
 * @param pageRequests ECAP.PRS
 * @param pageRequestDrain ECAP.PDS: a wait may drain page requests
 * @param translatedWithPasid ECAP.PTRS: translated requests may carry a PASID
 */
public record ScalableSupport(boolean offered, boolean firstStage, boolean secondStage, boolean nested,
        boolean fiveLevels, boolean gigabytePages, int pasidBits, boolean snoopedWalks, boolean secondStageDirty,
        boolean ridPasid, boolean supervisorRequests, boolean ridPrivilege, boolean extendedAccessed,
        boolean noWriteFlag, boolean memoryTypes, boolean pageRequests, boolean pageRequestDrain,
        boolean translatedWithPasid) {

    /** Not offered. */
    public static final ScalableSupport NONE = new ScalableSupport(false, false, false, false, false, false, 0, false,
            false, false, false, false, false, false, false, false, false, false);

    public ScalableSupport {
        if (pasidBits < 0 || pasidBits > 20) {
            throw new IllegalArgumentException("PASIDs have 0 (none) to 20 bits, not " + pasidBits);
        }
    }
}
