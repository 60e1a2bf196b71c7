package iommu.grade.explain;

/** The structures of chapter 9, each by its fields. */
final class Layouts {

    static final Layout ROOT = Layout.of("root entry", "§9.1").flag("P", 0).reserved(11, 1).address("CTP", 63, 12)
            .reserved(127, 64);

    static final Layout CONTEXT = Layout.of("context entry", "§9.3").flag("P", 0).flag("FPD", 1)
            .number("TT", 3, 2, "untranslated only", "with device-TLB", "pass-through", "reserved").reserved(11, 4)
            .address("SSPTPTR", 63, 12)
            .number("AW", 66, 64, "reserved", "3 levels", "4 levels", "5 levels").reserved(71, 71).number("DID", 87, 72)
            .reserved(127, 88);

    /** One half of a scalable-mode root entry: devices 0 to 15, or 16 to 31. */
    static final Layout SCALABLE_ROOT = Layout.of("scalable root entry", "§9.2").flag("LP", 0).reserved(11, 1)
            .address("LCTP", 63, 12).flag("UP", 64).reserved(75, 65).address("UCTP", 127, 76);

    static final Layout SCALABLE_CONTEXT = Layout.of("scalable context entry", "§9.4").flag("P", 0).flag("FPD", 1)
            .flag("DTE", 2).flag("PASIDE", 3).flag("PRE", 4).flag("HPTE", 5).flag("EPTR", 6).reserved(8, 7)
            .number("PDTS", 11, 9).address("PASIDDIRPTR", 63, 12).hex("RID_PASID", 83, 64).flag("RID_PRIV", 84)
            .reserved(127, 85).reserved(191, 128).reserved(255, 192);

    static final Layout PASID_DIRECTORY = Layout.of("PASID directory entry", "§9.5").flag("P", 0).flag("FPD", 1)
            .reserved(11, 2).address("SMPTBLPTR", 63, 12);

    static final Layout PASID_ENTRY = Layout.of("PASID table entry", "§9.6").flag("P", 0).flag("FPD", 1)
            .number("PGTT", 8, 6, "reserved", "first stage", "second stage", "nested", "pass-through")
            .number("AW", 4, 2, "reserved", "3 levels", "4 levels", "5 levels").flag("SSADE", 9)
            .address("SSPTPTR", 63, 12).number("DID", 79, 64).flag("PWSNP", 87).flag("PGSNP", 88).flag("CD", 89)
            .flag("EMTE", 90).flag("SRE", 128).number("FSPM", 131, 130, "4 levels", "5 levels").flag("WPE", 132)
            .flag("EAFE", 135).address("FSPTPTR", 191, 140).reserved(5, 5).reserved(11, 10).reserved(86, 80)
            .reserved(95, 91).reserved(129, 129).reserved(139, 136);

    static final Layout SECOND_STAGE = Layout.of("second-stage entry", "§9.8").flag("R", 0).flag("W", 1).flag("PS", 7)
            .flag("SNP", 11).address("address", 51, 12).reserved(62, 62);

    /** As above, with the bits that only scalable mode keeps. */
    static final Layout SCALABLE_SECOND_STAGE = Layout.of("second-stage entry", "§9.8").flag("R", 0).flag("W", 1)
            .flag("PS", 7).flag("A", 8).flag("D", 9).flag("SNP", 11).address("address", 51, 12);

    /** Where SSIRWE lets IR and IW say the rights that R and W say elsewhere. */
    static final Layout SEPARATE_RIGHTS = SCALABLE_SECOND_STAGE.flag("IR", 61).flag("IW", 62);

    static final Layout FIRST_STAGE = Layout.of("first-stage entry", "§9.7").flag("P", 0).flag("R/W", 1).flag("U/S", 2)
            .flag("A", 5).flag("D", 6).flag("PS", 7).flag("EA", 10).address("address", 51, 12);

    static final Layout INTERRUPT = Layout.of("interrupt-remapping entry", "§9.9").flag("P", 0).flag("FPD", 1)
            .flag("IM", 15).hex("V", 23, 16)
            .number("DLM", 7, 5, "fixed", "lowest priority", "SMI", "reserved", "NMI", "INIT", "reserved", "ExtINT")
            .flag("DM", 2).flag("RH", 3).flag("TM", 4).hex("DST", 63, 32).hex("SID", 79, 64).number("SQ", 81, 80)
            .number("SVT", 83, 82, "no check", "source-id under SQ", "bus range", "reserved").reserved(14, 12)
            .reserved(31, 24).reserved(127, 84);

    static final Layout POSTED_INTERRUPT = Layout.of("posted-interrupt entry", "§9.10").flag("P", 0).flag("FPD", 1)
            .flag("IM", 15).flag("URG", 14).hex("VV", 23, 16).hex("PDAL", 63, 38).hex("PDAH", 127, 96).hex("SID", 79, 64)
            .number("SQ", 81, 80).number("SVT", 83, 82, "no check", "source-id under SQ", "bus range", "reserved")
            .reserved(7, 2).reserved(13, 12).reserved(37, 24).reserved(95, 84);

    private Layouts() {
    }
}
