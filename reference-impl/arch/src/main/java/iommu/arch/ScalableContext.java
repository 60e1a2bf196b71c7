package iommu.arch;

/**
 * What a present, well-formed scalable-mode context entry says (§9.4).
 *
 * @param directory           PASIDDIRPTR
 * @param directoryEntries    PDTS: how many entries the PASID directory has, 2^(PDTS + 7)
 * @param ridPasid            RID_PASID: the PASID of requests without one; 0 without ECAP.RPS
 * @param ridPrivilege        RID_PRIV: requests without PASID have supervisor privilege
 * @param deviceTlb           DTE: translation and translated requests are served
 * @param pasid               PASIDE: requests with PASID are served
 * @param pageRequests        PRE: page requests are served
 * @param translatedWithPasid EPTR: translated requests may carry a PASID
 * @param silent              FPD
 */
public record ScalableContext(Gpa directory, int directoryEntries, int ridPasid, boolean ridPrivilege, boolean deviceTlb,
        boolean pasid, boolean pageRequests, boolean translatedWithPasid, boolean silent) implements ScalableContextResult {
}
