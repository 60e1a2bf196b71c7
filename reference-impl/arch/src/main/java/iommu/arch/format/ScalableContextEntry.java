package iommu.arch.format;

import iommu.arch.Entry256;
import iommu.arch.Gpa;

/**
 * A scalable-mode context entry: 32 bytes, one for each function of 16 devices, at context table + 32 * (source-id 6:0)
 * (§9.4).
 *
 * <pre>
 *  255              85    84     83       64
 * ┌───────────────────┬────────┬────────────┐
 * │     reserved      │RID_PRIV│ RID_PASID  │  bits 255:64
 * └───────────────────┴────────┴────────────┘
 *  63    HAW HAW-1         12 11    9 8  7   6    5    4    3      2   1   0
 * ┌─────────┬────────────────┬──────┬─────┬────┬────┬───┬──────┬───┬───┬──┐
 * │reserved │  PASIDDIRPTR   │ PDTS │  r  │EPTR│HPTE│PRE│PASIDE│DTE│FPD│ P│  bits 63:0
 * └─────────┴────────────────┴──────┴─────┴────┴────┴───┴──────┴───┴───┴──┘
 * </pre>
 *
 * @param bits the whole entry; its reserved fields count only if it is present, FPD always
 */
public record ScalableContextEntry(Entry256 bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 32;

    /** P, bit 0. */
    public boolean present() {
        return bit(0);
    }

    /** FPD, bit 1: Fault Processing Disable. */
    public boolean faultProcessingDisable() {
        return bit(1);
    }

    /** DTE, bit 2: Device-TLB Enable. */
    public boolean deviceTlbEnable() {
        return bit(2);
    }

    /** PASIDE, bit 3: PASID Enable. */
    public boolean pasidEnable() {
        return bit(3);
    }

    /** PRE, bit 4: Page Request Enable. */
    public boolean pageRequestEnable() {
        return bit(4);
    }

    /** EPTR, bit 6: Enable PASID in Translated Requests. */
    public boolean translatedPasidEnable() {
        return bit(6);
    }

    /** PDTS, bits 11:9, as encoded: the PASID directory has 2^(PDTS + 7) entries. */
    public int directorySize() {
        return (int) (low() >>> 9) & 7;
    }

    /** PASIDDIRPTR: bits 63:12 as they are, though those from HAW up are reserved. */
    public Gpa pasidDirectory() {
        return new Gpa(low() & ~0xFFFL);
    }

    /** RID_PASID, bits 83:64. */
    public int ridPasid() {
        return (int) bits.low().high() & 0xF_FFFF;
    }

    /** RID_PRIV, bit 84. */
    public boolean ridPrivilege() {
        return (bits.low().high() >>> 20 & 1) != 0;
    }

    private boolean bit(int number) {
        return (low() >>> number & 1) != 0;
    }

    private long low() {
        return bits.low().low();
    }
}
