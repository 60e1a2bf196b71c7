package iommu.arch.format;

import iommu.arch.Entry128;
import iommu.arch.Gpa;

/**
 * An interrupt-remapping table entry (IRTE) of either kind: 16 bytes, at table + 16 * interrupt index (§9.9, §9.10).
 *
 * <pre>
 *  127                     84 83 82 81 80 79                64
 * ┌──────────────────────────┬─────┬─────┬───────────────────┐
 * │ reserved, or PDAH in     │ SVT │ SQ  │        SID        │  high
 * │ 127:96 of a posted entry │     │     │                   │
 * └──────────────────────────┴─────┴─────┴───────────────────┘
 *  63             32 31  24 23   16 15 14 12 11   8 7 5  4  3  2  1   0
 * ┌─────────────────┬──────┬───────┬──┬─────┬──────┬───┬──┬──┬──┬───┬──┐
 * │       DST       │ resv │   V   │IM│resv │ AVAIL│DLM│TM│RH│DM│FPD│ P│  low, remapped (IM=0)
 * └─────────────────┴──────┴───────┴──┴─────┴──────┴───┴──┴──┴──┴───┴──┘
 *  63       38 37        24 23   16 15  14 13 12 11  8 7        2   1   0
 * ┌───────────┬────────────┬───────┬──┬───┬─────┬─────┬──────────┬───┬──┐
 * │   PDAL    │  reserved  │  VV   │IM│URG│resv │AVAIL│ reserved │FPD│ P│  low, posted (IM=1)
 * └───────────┴────────────┴───────┴──┴───┴─────┴─────┴──────────┴───┴──┘
 * </pre>
 *
 * @param bits the whole entry; but for FPD it counts only if it is present
 */
public record InterruptEntry(Entry128 bits) {

    /** The size of an entry in bytes. */
    public static final int SIZE = 16;

    /** P, bit 0. */
    public boolean present() {
        return bit(0);
    }

    /** FPD, bit 1: Fault Processing Disable. */
    public boolean faultProcessingDisable() {
        return bit(1);
    }

    /** DM, bit 2: the destination is a logical APIC id. Remapped entries. */
    public boolean logicalDestination() {
        return bit(2);
    }

    /** RH, bit 3: to one of the destinations only. Remapped entries. */
    public boolean redirectionHint() {
        return bit(3);
    }

    /** TM, bit 4: level-triggered. Remapped entries. */
    public boolean levelTriggered() {
        return bit(4);
    }

    /** DLM, bits 7:5, as encoded: 0 fixed, 1 lowest priority, 2 SMI, 4 NMI, 5 INIT, 7 ExtINT. Remapped entries. */
    public int deliveryMode() {
        return (int) (bits.low() >>> 5) & 7;
    }

    /** URG, bit 14: notify although notification is suppressed. Posted entries. */
    public boolean urgent() {
        return bit(14);
    }

    /** IM, bit 15: posted, not remapped. */
    public boolean posted() {
        return bit(15);
    }

    /** V or VV, bits 23:16. */
    public int vector() {
        return (int) (bits.low() >>> 16) & 0xFF;
    }

    /** DST, bits 63:32: an APIC id of 32 bits, or of 8 in its bits 15:8, as EIME says. Remapped entries. */
    public int destination() {
        return (int) (bits.low() >>> 32);
    }

    /** PDAH in bits 127:96 and PDAL in 63:38, in place: a multiple of 64. Bits from HAW up are reserved. Posted entries. */
    public Gpa descriptor() {
        return new Gpa(bits.high() & 0xFFFF_FFFF_0000_0000L | bits.low() >>> 32 & 0xFFFF_FFC0L);
    }

    /** SID, bits 79:64: a requester-id; or the first bus in 15:8 and the last in 7:0, as SVT says. */
    public int sourceId() {
        return (int) bits.high() & 0xFFFF;
    }

    /** SQ, bits 81:80: how many of the function number's bits do not count, from the third down. Only with SVT = 1. */
    public int sourceQualifier() {
        return (int) (bits.high() >>> 16) & 3;
    }

    /** SVT, bits 83:82, as encoded: 0 any requester, 1 by SID and SQ, 2 by its bus, 3 reserved. */
    public int sourceValidation() {
        return (int) (bits.high() >>> 18) & 3;
    }

    private boolean bit(int number) {
        return (bits.low() >>> number & 1) != 0;
    }
}
