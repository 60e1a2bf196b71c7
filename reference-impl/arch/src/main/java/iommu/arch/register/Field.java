package iommu.arch.register;

/**
 * The fields of the registers, by the specification's names, each with its highest and lowest bit (§11.4).
 *
 * <p>A field takes and gives whole 64-bit register values: {@code Field.GCMD_TE.get(word)},
 * {@code word | Field.GSTS_TES.of(1)}.
 */
public enum Field {
    VER_MIN(3, 0), VER_MAX(7, 4),

    CAP_ND(2, 0), CAP_RWBF(4, 4), CAP_CM(7, 7), CAP_SAGAW(12, 8), CAP_MGAW(21, 16), CAP_ZLR(22, 22), CAP_FRO(33, 24),
    CAP_SSLPS(37, 34), CAP_PSI(39, 39), CAP_NFR(47, 40), CAP_MAMV(53, 48), CAP_DWD(54, 54), CAP_DRD(55, 55),

    ECAP_C(0, 0), ECAP_QI(1, 1), ECAP_DT(2, 2), ECAP_PT(6, 6), ECAP_SC(7, 7), ECAP_IRO(17, 8),

    GCMD_TE(31, 31), GCMD_SRTP(30, 30), GCMD_QIE(26, 26),
    GSTS_TES(31, 31), GSTS_RTPS(30, 30), GSTS_QIES(26, 26),

    RTADDR_RTA(63, 12), RTADDR_TTM(11, 10),

    CCMD_ICC(63, 63), CCMD_CIRG(62, 61), CCMD_CAIG(60, 59), CCMD_FM(33, 32), CCMD_SID(31, 16), CCMD_DID(15, 0),

    FSTS_PFO(0, 0), FSTS_PPF(1, 1), FSTS_IQE(4, 4), FSTS_ICE(5, 5), FSTS_ITE(6, 6), FSTS_FRI(15, 8),
    FECTL_IM(31, 31), FECTL_IP(30, 30),

    IQH_QH(18, 4), IQT_QT(18, 4), IQA_BASE(63, 12), IQA_DW(11, 11), IQA_QS(2, 0),
    ICS_IWC(0, 0), IECTL_IM(31, 31), IECTL_IP(30, 30),
    IQERCD_ICESID(63, 48), IQERCD_ITESID(47, 32), IQERCD_IQEI(3, 0),

    IVA_ADDR(63, 12), IVA_IH(6, 6), IVA_AM(5, 0),
    IOTLB_IVT(63, 63), IOTLB_IIRG(61, 60), IOTLB_IAIG(58, 57), IOTLB_DR(49, 49), IOTLB_DW(48, 48), IOTLB_DID(47, 32);

    private final int high;
    private final int low;

    Field(int high, int low) {
        this.high = high;
        this.low = low;
    }

    /** The field's value in this register value, right-aligned. */
    public long get(long register) {
        return (register & mask()) >>> low;
    }

    /** Whether the field's value in this register value is not 0. */
    public boolean isSet(long register) {
        return (register & mask()) != 0;
    }

    /** A register value with this field as given, cut to its width, and 0 elsewhere. */
    public long of(long value) {
        return value << low & mask();
    }

    /** 1 in every bit of the field. */
    public long mask() {
        return -1L >>> 63 - (high - low) << low;
    }

    /** The field's highest bit. */
    public int high() {
        return high;
    }

    /** The field's lowest bit. */
    public int low() {
        return low;
    }
}
