package iommu.arch.register;

import static iommu.arch.register.Attribute.RO;
import static iommu.arch.register.Attribute.ROS;
import static iommu.arch.register.Attribute.RW;
import static iommu.arch.register.Attribute.RW1CS;
import static iommu.arch.register.Attribute.WO;

/**
 * The fields of the registers, by the specification's names: the register, the highest and the lowest bit, and what
 * software's accesses do (§11.4). A unit has a field only if it offers what the field is for.
 *
 * <p>A field takes and gives whole 64-bit register values: {@code Field.GCMD_TE.get(word)},
 * {@code word | Field.GSTS_TES.of(1)}.
 */
public enum Field {
    VER_MAX(Register.VER, 7, 4, RO),
    VER_MIN(Register.VER, 3, 0, RO),

    CAP_ESRTPS(Register.CAP, 63, 63, RO),
    CAP_ESIRTPS(Register.CAP, 62, 62, RO),
    CAP_ECMDS(Register.CAP, 61, 61, RO),
    CAP_FS5LP(Register.CAP, 60, 60, RO),
    CAP_PI(Register.CAP, 59, 59, RO),
    CAP_FS1GP(Register.CAP, 56, 56, RO),
    CAP_DRD(Register.CAP, 55, 55, RO),
    CAP_DWD(Register.CAP, 54, 54, RO),
    CAP_MAMV(Register.CAP, 53, 48, RO),
    CAP_NFR(Register.CAP, 47, 40, RO),
    CAP_PSI(Register.CAP, 39, 39, RO),
    CAP_SSLPS(Register.CAP, 37, 34, RO),
    CAP_FRO(Register.CAP, 33, 24, RO),
    CAP_ZLR(Register.CAP, 22, 22, RO),
    CAP_MGAW(Register.CAP, 21, 16, RO),
    CAP_SAGAW(Register.CAP, 12, 8, RO),
    CAP_CM(Register.CAP, 7, 7, RO),
    CAP_PHMR(Register.CAP, 6, 6, RO),
    CAP_PLMR(Register.CAP, 5, 5, RO),
    CAP_RWBF(Register.CAP, 4, 4, RO),
    CAP_ND(Register.CAP, 2, 0, RO),

    ECAP_IRREQ(Register.ECAP, 62, 62, RO),
    ECAP_EIMER(Register.ECAP, 61, 61, RO),
    ECAP_RDTS(Register.ECAP, 60, 60, RO),
    ECAP_HPT1GPS(Register.ECAP, 59, 59, RO),
    ECAP_SMS(Register.ECAP, 58, 58, RO),
    ECAP_SSIRWS(Register.ECAP, 57, 57, RO),
    ECAP_PTRS(Register.ECAP, 56, 56, RO),
    ECAP_HPTS(Register.ECAP, 55, 55, RO),
    ECAP_RPRIVS(Register.ECAP, 53, 53, RO),
    ECAP_ADMS(Register.ECAP, 52, 52, RO),
    ECAP_PMS(Register.ECAP, 51, 51, RO),
    ECAP_TDXCS(Register.ECAP, 50, 50, RO),
    ECAP_RPS(Register.ECAP, 49, 49, RO),
    ECAP_SMPWCS(Register.ECAP, 48, 48, RO),
    ECAP_FSTS(Register.ECAP, 47, 47, RO),
    ECAP_SSTS(Register.ECAP, 46, 46, RO),
    ECAP_SSADS(Register.ECAP, 45, 45, RO),
    ECAP_VCS(Register.ECAP, 44, 44, RO),
    ECAP_SMTS(Register.ECAP, 43, 43, RO),
    ECAP_PDS(Register.ECAP, 42, 42, RO),
    ECAP_DIT(Register.ECAP, 41, 41, RO),
    ECAP_PASID(Register.ECAP, 40, 40, RO),
    ECAP_PSS(Register.ECAP, 39, 35, RO),
    ECAP_EAFS(Register.ECAP, 34, 34, RO),
    ECAP_NWFS(Register.ECAP, 33, 33, RO),
    ECAP_SRS(Register.ECAP, 31, 31, RO),
    ECAP_ERS(Register.ECAP, 30, 30, RO),
    ECAP_PRS(Register.ECAP, 29, 29, RO),
    ECAP_NEST(Register.ECAP, 26, 26, RO),
    ECAP_MTS(Register.ECAP, 25, 25, RO),
    ECAP_MHMV(Register.ECAP, 23, 20, RO),
    ECAP_IRO(Register.ECAP, 17, 8, RO),
    ECAP_SC(Register.ECAP, 7, 7, RO),
    ECAP_PT(Register.ECAP, 6, 6, RO),
    ECAP_EIM(Register.ECAP, 4, 4, RO),
    ECAP_IR(Register.ECAP, 3, 3, RO),
    ECAP_DT(Register.ECAP, 2, 2, RO),
    ECAP_QI(Register.ECAP, 1, 1, RO),
    ECAP_C(Register.ECAP, 0, 0, RO),

    GCMD_TE(Register.GCMD, 31, 31, WO),
    GCMD_SRTP(Register.GCMD, 30, 30, WO),
    GCMD_WBF(Register.GCMD, 27, 27, WO),
    GCMD_QIE(Register.GCMD, 26, 26, WO),
    GCMD_IRE(Register.GCMD, 25, 25, WO),
    GCMD_SIRTP(Register.GCMD, 24, 24, WO),
    GCMD_CFI(Register.GCMD, 23, 23, WO),

    GSTS_TES(Register.GSTS, 31, 31, RO),
    GSTS_RTPS(Register.GSTS, 30, 30, RO),
    GSTS_WBFS(Register.GSTS, 27, 27, RO),
    GSTS_QIES(Register.GSTS, 26, 26, RO),
    GSTS_IRES(Register.GSTS, 25, 25, RO),
    GSTS_IRTPS(Register.GSTS, 24, 24, RO),
    GSTS_CFIS(Register.GSTS, 23, 23, RO),

    RTADDR_RTA(Register.RTADDR, 63, 12, RW),
    RTADDR_TTM(Register.RTADDR, 11, 10, RW),
    RTADDR_SSIRWE(Register.RTADDR, 7, 7, RW),

    CCMD_ICC(Register.CCMD, 63, 63, RW),
    CCMD_CIRG(Register.CCMD, 62, 61, RW),
    CCMD_CAIG(Register.CCMD, 60, 59, RO),
    CCMD_FM(Register.CCMD, 33, 32, WO),
    CCMD_SID(Register.CCMD, 31, 16, WO),
    CCMD_DID(Register.CCMD, 15, 0, RW),

    FSTS_FRI(Register.FSTS, 15, 8, ROS),
    FSTS_ITE(Register.FSTS, 6, 6, RW1CS),
    FSTS_ICE(Register.FSTS, 5, 5, RW1CS),
    FSTS_IQE(Register.FSTS, 4, 4, RW1CS),
    FSTS_PPF(Register.FSTS, 1, 1, ROS),
    FSTS_PFO(Register.FSTS, 0, 0, RW1CS),

    FECTL_IM(Register.FECTL, 31, 31, RW),
    FECTL_IP(Register.FECTL, 30, 30, RO),
    FEDATA_IMD(Register.FEDATA, 15, 0, RW),
    FEADDR_MA(Register.FEADDR, 31, 2, RW),
    FEUADDR_MUA(Register.FEUADDR, 31, 0, RW),

    PMEN_EPM(Register.PMEN, 31, 31, RW),
    PMEN_PRS(Register.PMEN, 0, 0, RO),
    PLMBASE_PLMB(Register.PLMBASE, 31, 21, RW),
    PLMLIMIT_PLML(Register.PLMLIMIT, 31, 21, RW),
    PHMBASE_PHMB(Register.PHMBASE, 63, 21, RW),
    PHMLIMIT_PHML(Register.PHMLIMIT, 63, 21, RW),

    IQH_QH(Register.IQH, 18, 4, RO),
    IQT_QT(Register.IQT, 18, 4, RW),
    IQA_BASE(Register.IQA, 63, 12, RW),
    IQA_DW(Register.IQA, 11, 11, RW),
    IQA_QS(Register.IQA, 2, 0, RW),
    ICS_IWC(Register.ICS, 0, 0, RW1CS),
    IECTL_IM(Register.IECTL, 31, 31, RW),
    IECTL_IP(Register.IECTL, 30, 30, RO),
    IEDATA_IMD(Register.IEDATA, 15, 0, RW),
    IEADDR_MA(Register.IEADDR, 31, 2, RW),
    IEUADDR_MUA(Register.IEUADDR, 31, 0, RW),
    IQERCD_ICESID(Register.IQERCD, 63, 48, ROS),
    IQERCD_ITESID(Register.IQERCD, 47, 32, ROS),
    IQERCD_IQEI(Register.IQERCD, 3, 0, ROS),

    IRTA_IRTA(Register.IRTA, 63, 12, RW),
    IRTA_EIME(Register.IRTA, 11, 11, RW),
    IRTA_S(Register.IRTA, 3, 0, RW),

    PQH_PQH(Register.PQH, 18, 5, RW),
    PQT_PQT(Register.PQT, 18, 5, RW),
    PQA_PQA(Register.PQA, 63, 12, RW),
    PQA_PQS(Register.PQA, 2, 0, RW),
    PRS_PRO(Register.PRS, 1, 1, RW1CS),
    PRS_PPR(Register.PRS, 0, 0, RW1CS),
    PECTL_IM(Register.PECTL, 31, 31, RW),
    PECTL_IP(Register.PECTL, 30, 30, RO),
    PEDATA_IMD(Register.PEDATA, 15, 0, RW),
    PEADDR_MA(Register.PEADDR, 31, 2, RW),
    PEUADDR_MUA(Register.PEUADDR, 31, 0, RW),

    IVA_ADDR(Register.IVA, 63, 12, WO),
    IVA_IH(Register.IVA, 6, 6, WO),
    IVA_AM(Register.IVA, 5, 0, WO),
    IOTLB_IVT(Register.IOTLB, 63, 63, RW),
    IOTLB_IIRG(Register.IOTLB, 61, 60, RW),
    IOTLB_IAIG(Register.IOTLB, 58, 57, RO),
    IOTLB_DR(Register.IOTLB, 49, 49, RW),
    IOTLB_DW(Register.IOTLB, 48, 48, RW),
    IOTLB_DID(Register.IOTLB, 47, 32, RW);

    private final Register register;
    private final int high;
    private final int low;
    private final Attribute attribute;

    Field(Register register, int high, int low, Attribute attribute) {
        this.register = register;
        this.high = high;
        this.low = low;
        this.attribute = attribute;
    }

    /** The register that the field is part of. */
    public Register register() {
        return register;
    }

    /** What software's accesses do to it. */
    public Attribute attribute() {
        return attribute;
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
