package iommu.arch.format;

import iommu.arch.Entry128;
import iommu.arch.Gpa;

/**
 * A legacy context entry: 16 bytes, one for each device and function, at context table + 16 * (source-id 7:0) (§9.3).
 *
 * <pre>
 *  127      88 87   72 71  70    67 66   64
 * ┌───────────┬───────┬──┬─────────┬───────┐
 * │ reserved  │  DID  │r │ ignored │  AW   │  high
 * └───────────┴───────┴──┴─────────┴───────┘
 *  63    HAW HAW-1        12 11      4 3  2  1   0
 * ┌─────────┬───────────────┬─────────┬────┬───┬──┐
 * │reserved │    SSPTPTR    │reserved │ TT │FPD│ P│  low
 * └─────────┴───────────────┴─────────┴────┴───┴──┘
 * </pre>
 *
 * @param bits the whole entry; its reserved fields count only if it is present, FPD always
 */
public record ContextEntry(Entry128 bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 16;

    /** P, bit 0. */
    public boolean present() {
        return (bits.low() & 1) != 0;
    }

    /** FPD, bit 1: Fault Processing Disable. */
    public boolean faultProcessingDisable() {
        return (bits.low() >>> 1 & 1) != 0;
    }

    /** TT, bits 3:2, as encoded: 0 untranslated only, 1 with device-TLB, 2 pass-through, 3 reserved. */
    public int translationType() {
        return (int) (bits.low() >>> 2) & 3;
    }

    /** SSPTPTR: bits 63:12 as they are, though those from HAW up are reserved. */
    public Gpa secondStagePointer() {
        return new Gpa(bits.low() & ~0xFFFL);
    }

    /** AW, bits 66:64, as encoded: 1 for 3 levels, 2 for 4, 3 for 5; every other value is reserved. */
    public int addressWidth() {
        return (int) bits.high() & 7;
    }

    /** DID, bits 87:72, all 16 of them; those above the supported width are reserved. */
    public int domainId() {
        return (int) (bits.high() >>> 8) & 0xFFFF;
    }
}
