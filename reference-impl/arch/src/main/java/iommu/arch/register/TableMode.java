package iommu.arch.register;

/** RTADDR.TTM, in the order of its encodings: what the root pointer points to (§11.4.5). */
public enum TableMode {
    /** 00b: root and context tables of this kit's labs 01 to 11. */
    LEGACY,
    /** 01b: scalable mode, needs ECAP.SMTS. */
    SCALABLE,
    /** 10b: reserved. */
    RESERVED,
    /** 11b: abort mode, needs ECAP.ADMS. */
    ABORT
}
