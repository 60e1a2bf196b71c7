package iommu.arch;

/** The address type (AT) of a request on the link (§4.1). */
public enum RequestKind {
    /** AT=00: the unit translates the address. */
    UNTRANSLATED,
    /** AT=01: a device-TLB asks for a translation. */
    TRANSLATION,
    /** AT=10: a device-TLB sends an address that was translated before. */
    TRANSLATED
}
