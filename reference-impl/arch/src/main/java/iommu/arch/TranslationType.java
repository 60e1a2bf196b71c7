package iommu.arch;

/** The TT field of a legacy context entry (§9.3). The encoding 11b is reserved. */
public enum TranslationType {
    /** 00b: untranslated requests go through the second stage; all others are blocked. */
    UNTRANSLATED_ONLY,
    /** 01b, with ECAP.DT: requests of a device-TLB are served too. */
    WITH_DEVICE_TLB,
    /** 10b, with ECAP.PT: untranslated requests pass with their address unchanged. */
    PASS_THROUGH
}
