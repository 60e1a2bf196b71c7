package iommu.peers.qemu;

import java.util.Locale;

/**
 * What QEMU 7.2 does that Rev 5.10 rules out. Each that streams meet is a narrow exception of one comparison, counted
 * whenever it is used; the others are left out of the streams, because a run could not go on from there.
 */
public enum Departure {
    /** Masked bits: PV, if it is FFFFh and PP is clear. */
    PASID_OF_RECORD("§11.4.7.6", "a legacy-mode fault record carries PASID FFFFh, without PP"),
    /** Masked bits: those above the widest AGAW. */
    ADDRESS_OF_RECORD("§11.4.7.6", "a fault record keeps address bits above the widest AGAW"),
    /** Masked bit: PP, if PV is 0. */
    PRESENT_RID_PASID("§11.4.7.6", "the record of a request without PASID says PP=1 in scalable mode"),
    LEGACY_CODES("§7.1.3 Table 30", "scalable-mode faults have legacy codes, those of PASID structures 58h"),
    PASID_FAULT_REPORTED("§7.1.3 SPD.2, SPT.2", "faults of PASID structures are recorded although FPD is set"),
    PASID_ACCESS_ERROR_SUPPRESSED("§7.1.3 SPD.1, SPT.1",
            "FPD of a cached context entry keeps even unqualified faults of PASID structures silent"),
    RESERVED_CONTEXT_REPORTED("§7.1.3 LCT.3", "reserved bits in a context entry are recorded although FPD is set"),
    SILENT_DENIAL("§7.1.3, §7.2.1", "an IOTLB hit without the right blocks the request, and nothing is recorded"),
    PASS_THROUGH_UNCHECKED("§7.1.3 LGN.1.3", "a pass-through request above the host address width is no fault"),
    PASS_THROUGH_LINGERS("§6.5.2.2", "a PASID-cache invalidation alone does not end pass-through"),
    WHOLE_LEAF_TESTED("§7.1.3 LGN.4", "a large leaf that touches FEEx_xxxxh blocks every request through it"),
    EVENT_STAYS_PENDING("§7.3, §11.4.7.2", "FECTL.IP stays set after the last fault condition was serviced"),
    WIDTH_NOT_SHOWN("§11.4.9.3", "IQA.DW reads 0 although descriptors of 256 bits are in use"),
    ERROR_CODE_NOT_SHOWN("§11.4.9.9", "IQERCD reads 0 whatever the queue error was"),
    QUEUE_WAITS_FOR_TAIL("§6.5.2.11", "clearing IQE does not resume the queue until IQT is written"),
    FENCE_REFUSED("§6.5.2.9", "a wait descriptor with neither SW nor IF is a queue error"),
    INTERRUPT_FAULT_NOT_RECORDED("§5.1.4.1, §7.2.1", "faults of interrupt remapping are not recorded"),
    BUS_RANGE_SWAPPED("§9.9", "SVT=10b takes the upper half of SID for the last bus and the lower one for the first"),
    COMPATIBILITY_PASSES("§5.1.4, §11.4.4", "GCMD.CFI does nothing: CFIS stays 0, and compatibility-format interrupts pass"),

    WAIT_WITH_BOTH_ABORTS("§6.5.2.9", "a wait descriptor with both SW and IF ends QEMU", Treatment.LEFT_OUT),
    PASID_IOTLB_IGNORED("§6.5.2.4 Table 24", "a PASID-selective IOTLB invalidation removes nothing", Treatment.LEFT_OUT),
    SNOOP_BIT_NOT_RESERVED("§9.8", "in scalable mode bit 11 of a leaf is no reserved bit although ECAP.SC=0",
            Treatment.LEFT_OUT),
    PASID_RESERVED_UNCHECKED("§9.5, §9.6", "reserved bits of PASID directory and PASID entries are not checked",
            Treatment.LEFT_OUT),
    FIRST_STAGE_TYPE_UNCHECKED("§7.1.3 SPT.4", "PGTT for a first stage is no fault although ECAP.FSTS=0",
            Treatment.LEFT_OUT),
    RID_PASID_WITHOUT_RPS("§9.4, §7.1.3 SCT.3", "RID_PASID is used although ECAP.RPS=0", Treatment.LEFT_OUT);

    /** What a comparison does about it. */
    public enum Treatment {
        /** It is an exception, if the profile says so, and counted. */
        EXPLAINED,
        /** Streams don't lead there. A scenario that does is a divergence whatever the profile. */
        LEFT_OUT
    }

    private final String section;
    private final String sentence;
    private final Treatment treatment;

    Departure(String section, String sentence) {
        this(section, sentence, Treatment.EXPLAINED);
    }

    Departure(String section, String sentence, Treatment treatment) {
        this.section = section;
        this.sentence = sentence;
        this.treatment = treatment;
    }

    /** Where Rev 5.10 says otherwise. */
    public String section() {
        return section;
    }

    public String sentence() {
        return sentence;
    }

    public Treatment treatment() {
        return treatment;
    }

    /** As reports say it. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
