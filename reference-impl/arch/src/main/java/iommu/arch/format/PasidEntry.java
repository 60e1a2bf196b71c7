package iommu.arch.format;

import iommu.arch.Entry256;
import iommu.arch.Gpa;

/**
 * A scalable-mode PASID-table entry: 64 bytes, one for each PASID, at PASID table + 64 * (PASID 5:0) (§9.6).
 *
 * <pre>
 *  63    HAW HAW-1      12 11 10   9   8    6  5  4  2  1   0
 * ┌─────────┬─────────────┬─────┬─────┬──────┬──┬────┬───┬──┐
 * │reserved │   SSPTPTR   │  r  │SSADE│ PGTT │ r│ AW │FPD│ P│  bits 63:0
 * └─────────┴─────────────┴─────┴─────┴──────┴──┴────┴───┴──┘
 *  127   96 95  91  90  89   88    87   86    80 79        64
 * ┌────────┬──────┬────┬──┬─────┬─────┬─────────┬────────────┐
 * │  PAT   │  r   │EMTE│CD│PGSNP│PWSNP│    r    │    DID     │  bits 127:64
 * └────────┴──────┴────┴──┴─────┴─────┴─────────┴────────────┘
 *  191         140 139 136  135 134 133  132 131 130 129  128
 * ┌───────────────┬───────┬────┬───────┬────┬───────┬────┬───┐
 * │    FSPTPTR    │   r   │EAFE│ignored│WPE │ FSPM  │  r │SRE│  bits 191:128
 * └───────────────┴───────┴────┴───────┴────┴───────┴────┴───┘
 * </pre>
 *
 * <p>Bits 255:192 are reserved, and 511:256 belong to the host permission table (reserved without ECAP.HPTS).
 *
 * @param low  bits 255:0; the reserved fields of the entry count only if it is present, FPD always
 * @param high bits 511:256
 */
public record PasidEntry(Entry256 low, Entry256 high) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 64;

    /** P, bit 0. */
    public boolean present() {
        return bit(first(), 0);
    }

    /** FPD, bit 1: Fault Processing Disable. */
    public boolean faultProcessingDisable() {
        return bit(first(), 1);
    }

    /** AW, bits 4:2, as encoded: 1 for 3 levels, 2 for 4, 3 for 5; every other value is reserved. */
    public int addressWidth() {
        return (int) (first() >>> 2) & 7;
    }

    /** PGTT, bits 8:6, as encoded: 1 first stage, 2 second stage, 3 nested, 4 pass-through; every other value is reserved. */
    public int translationType() {
        return (int) (first() >>> 6) & 7;
    }

    /** SSADE, bit 9: Second Stage Access/Dirty bit Enable. */
    public boolean secondStageDirtyEnable() {
        return bit(first(), 9);
    }

    /** SSPTPTR: bits 63:12 as they are, though those from HAW up are reserved. */
    public Gpa secondStagePointer() {
        return new Gpa(first() & ~0xFFFL);
    }

    /** DID, bits 79:64, all 16 of them; those above the supported width are reserved. */
    public int domainId() {
        return (int) second() & 0xFFFF;
    }

    /** PWSNP, bit 87: Page-walk Snoop. */
    public boolean pageWalkSnoop() {
        return bit(second(), 23);
    }

    /** PGSNP, bit 88: Page Snoop. */
    public boolean pageSnoop() {
        return bit(second(), 24);
    }

    /** SRE, bit 128: Supervisor Request Enable. */
    public boolean supervisorRequestEnable() {
        return bit(third(), 0);
    }

    /** FSPM, bits 131:130, as encoded: 0 for 4 levels, 1 for 5; every other value is reserved. */
    public int firstStagePagingMode() {
        return (int) (third() >>> 2) & 3;
    }

    /** WPE, bit 132: Write Protect Enable. */
    public boolean writeProtectEnable() {
        return bit(third(), 4);
    }

    /** EAFE, bit 135: Extended Accessed Flag Enable. */
    public boolean extendedAccessedEnable() {
        return bit(third(), 7);
    }

    /** FSPTPTR: bits 191:140 in place as an address, though those from HAW up are reserved. */
    public Gpa firstStagePointer() {
        return new Gpa(third() & ~0xFFFL);
    }

    /** Bits 63:0. */
    public long first() {
        return low.low().low();
    }

    /** Bits 127:64. */
    public long second() {
        return low.low().high();
    }

    /** Bits 191:128. */
    public long third() {
        return low.high().low();
    }

    private static boolean bit(long word, int number) {
        return (word >>> number & 1) != 0;
    }
}
