package iommu.peers.qemu;

/**
 * What a QEMU does that Rev 5.10 does not ask, or does not allow. Each is a narrow exception of one comparison, and is
 * counted whenever it is used.
 */
public enum Departure {
    /** Masked bits, nothing else. */
    PASID_OF_RECORD("§11.4.7.6", true, "a legacy-mode fault record carries PASID FFFFh, without PP"),
    /** Bits above the widest AGAW are masked. */
    ADDRESS_OF_RECORD("§11.4.7.6", true, "a fault record keeps address bits above the widest AGAW"),
    LEGACY_CODES("§7.1.3 Table 30", true, "scalable-mode faults are recorded with legacy codes, those of PASID structures with 58h"),
    PASID_FAULT_REPORTED("§7.1.3 SPD.2, SPT.2", true, "faults of PASID structures are recorded although FPD is set"),
    /** PP and nothing else is masked. */
    PRESENT_RID_PASID("§11.4.7.6", true, "the record of a request without PASID says PP=1 in scalable mode"),
    SILENT_DENIAL("§7.1.3, §7.2.1", true, "an IOTLB hit without the right blocks the request, and nothing is recorded"),
    PASS_THROUGH_UNCHECKED("§7.1.3 LGN.1.3", true, "a pass-through request above the host address width is no fault"),
    PASS_THROUGH_LINGERS("§6.5.2.2", true, "a PASID-cache invalidation alone does not end pass-through"),
    RESERVED_CONTEXT_REPORTED("§7.1.3 LCT.3", true, "reserved bits in a context entry are recorded although FPD is set"),
    WHOLE_LEAF_TESTED("§7.1.3 LGN.4", true, "a large leaf that touches FEEx_xxxxh blocks every request through it"),
    EVENT_STAYS_PENDING("§7.3, §11.4.7.2", true, "FECTL.IP stays set after the last fault condition was serviced"),
    WIDTH_NOT_SHOWN("§11.4.9.3", true, "IQA.DW reads 0 although descriptors of 256 bits are in use"),
    QUEUE_WAITS_FOR_TAIL("§6.5.2.11", true, "clearing IQE does not resume the queue until IQT is written"),
    FENCE_REFUSED("§6.5.2.9", true, "a wait descriptor with neither SW nor IF is a queue error"),
    /** Never sent: there would be no QEMU to go on with. */
    WAIT_WITH_BOTH_ABORTS("§6.5.2.9", true, "a wait descriptor with both SW and IF ends QEMU (left out of the streams)");

    private final String section;
    private final boolean forbidden;
    private final String sentence;

    Departure(String section, boolean forbidden, String sentence) {
        this.section = section;
        this.forbidden = forbidden;
        this.sentence = sentence;
    }

    /** Where Rev 5.10 says otherwise. */
    public String section() {
        return section;
    }

    /** Whether Rev 5.10 rules it out, rather than only not asking for it. */
    public boolean forbidden() {
        return forbidden;
    }

    public String sentence() {
        return sentence;
    }

    /** Whether a run can show it and go on. */
    boolean shown() {
        return this != WAIT_WITH_BOTH_ABORTS;
    }
}
