package iommu.arch.invalidation;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;

/**
 * A descriptor of the invalidation queue, of 128 or 256 bits: fields by name; which of them count depends on
 * {@link #type()} (§6.5.2). All fields of all types lie in the low 128 bits; a wide descriptor's others are reserved.
 *
 * <pre>
 *  1 cc_inv         low: SID 47:32, DID 31:16, FM 49:48, G 5:4
 *  2 iotlb_inv      low: DID 31:16, DR 7, DW 6, G 5:4            high: ADDR 63:12, IH 6, AM 5:0
 *  3 dev_tlb_inv    low: PFSID 63:52 and 15:12, SID 47:32,
 *                        MIP 20:16                               high: ADDR 63:12, S 0
 *  4 iec_inv        low: IIDX 47:32, IM 31:27, G 4
 *  5 inv_wait       low: data 63:32, PD 7, FN 6, SW 5, IF 4      high: status address 63:2
 *
 *    256 bits only
 *  6 p_iotlb_inv    low: PASID 51:32, DID 31:16, G 5:4           high: ADDR 63:12, IH 6, AM 5:0
 *  7 pc_inv         low: PASID 51:32, DID 31:16, G 5:4
 *  8 p_dev_tlb_inv  low: PFSID 63:52 and 15:12, PASID 51:32,
 *                        SID 31:16, MIP 8:4                      high: ADDR 63:12, S 11, GI 0
 *  9 page_grp_resp  low: PASID 51:32, RID 31:16, RC 15:12, PP 4  high: PRGI 11:3
 * </pre>
 *
 * @param bits the low 128 bits; everything not named above is reserved, but for the type in 11:9 and 3:0, and bit 2 of
 *             the high half of type 9, which is ignored
 */
public record Descriptor(Entry128 bits) {

    /** The size of a 128-bit descriptor in bytes, and the unit in which head and tail are counted. */
    public static final int SIZE = 16;

    /** The size of a 256-bit descriptor in bytes. */
    public static final int WIDE_SIZE = 32;

    public static final int CONTEXT_CACHE = 1;
    public static final int IOTLB = 2;
    public static final int DEVICE_TLB = 3;
    public static final int INTERRUPT_ENTRY_CACHE = 4;
    public static final int WAIT = 5;
    public static final int PASID_IOTLB = 6;
    public static final int PASID_CACHE = 7;
    public static final int PASID_DEVICE_TLB = 8;
    public static final int PAGE_GROUP_RESPONSE = 9;

    /** Bits 11:9 and 3:0, seven bits. */
    public int type() {
        return (int) (bits.low() >>> 9 & 7) << 4 | (int) bits.low() & 0xF;
    }

    /**
     * G, bits 5:4, as encoded. Types 1 and 2: 1 global, 2 domain, 3 device or page. Type 6: 2 PASID, 3 page. Type 7: 0
     * domain, 1 PASID, 3 global. Every other value is reserved.
     */
    public int granularity() {
        return (int) (bits.low() >>> 4) & 3;
    }

    /** DID, bits 31:16. Types 1, 2, 6 and 7. */
    public int domainId() {
        return (int) (bits.low() >>> 16) & 0xFFFF;
    }

    /** SID, bits 47:32. Types 1 and 3. */
    public int sourceId() {
        return (int) (bits.low() >>> 32) & 0xFFFF;
    }

    /** FM, bits 49:48. Type 1. */
    public int functionMask() {
        return (int) (bits.low() >>> 48) & 3;
    }

    /** AM, bits 69:64. Types 2 and 6. */
    public int addressMask() {
        return (int) bits.high() & 0x3F;
    }

    /** IH, bit 70. Types 2 and 6. */
    public boolean leafOnly() {
        return (bits.high() >>> 6 & 1) != 0;
    }

    /** ADDR, bits 127:76, in place. Types 2, 3, 6 and 8. */
    public Iova address() {
        return new Iova(bits.high() & ~0xFFFL);
    }

    /** S, bit 64: the range is larger than a page, as its lowest 0 bit from 12 up says. Type 3. */
    public boolean largeRange() {
        return (bits.high() & 1) != 0;
    }

    /** G, bit 4: only the entries from IIDX on, not all. Type 4. */
    public boolean byIndex() {
        return (bits.low() >>> 4 & 1) != 0;
    }

    /** IM, bits 31:27: the range is 2^IM entries. Type 4. */
    public int indexMask() {
        return (int) (bits.low() >>> 27) & 0x1F;
    }

    /** IIDX, bits 47:32. Type 4. */
    public int index() {
        return (int) (bits.low() >>> 32) & 0xFFFF;
    }

    /** IF, bit 4: completion raises an event. Type 5. */
    public boolean interrupts() {
        return (bits.low() >>> 4 & 1) != 0;
    }

    /** SW, bit 5: completion stores {@link #statusData()}. Type 5. */
    public boolean storesStatus() {
        return (bits.low() >>> 5 & 1) != 0;
    }

    /** FN, bit 6: later descriptors wait for this one. Type 5. */
    public boolean fences() {
        return (bits.low() >>> 6 & 1) != 0;
    }

    /** Bits 63:32. Type 5. */
    public int statusData() {
        return (int) (bits.low() >>> 32);
    }

    /** Bits 127:66 in place; those from HAW up are ignored. Type 5. */
    public Gpa statusAddress() {
        return new Gpa(bits.high() & ~3L);
    }

    /** PD, bit 7: completion waits for page requests too. Type 5. */
    public boolean drainsPageRequests() {
        return (bits.low() >>> 7 & 1) != 0;
    }

    /** PASID, bits 51:32. Types 6 to 9. */
    public int pasid() {
        return (int) (bits.low() >>> 32) & 0xF_FFFF;
    }

    /** SID or RID, bits 31:16. Types 8 and 9. */
    public int requesterId() {
        return (int) (bits.low() >>> 16) & 0xFFFF;
    }

    /** GI, bit 64: for every PASID. Type 8. */
    public boolean everyPasid() {
        return (bits.high() & 1) != 0;
    }

    /** S, bit 75, as {@link #largeRange()}. Type 8. */
    public boolean largePasidRange() {
        return (bits.high() >>> 11 & 1) != 0;
    }

    /** PP, bit 4: the response carries a PASID. Type 9. */
    public boolean pasidPresent() {
        return (bits.low() >>> 4 & 1) != 0;
    }

    /** RC, bits 15:12, as encoded: 0 success, 1 invalid request, 15 failure. Type 9. */
    public int responseCode() {
        return (int) (bits.low() >>> 12) & 0xF;
    }

    /** PRGI, bits 75:67. Type 9. */
    public int group() {
        return (int) (bits.high() >>> 3) & 0x1FF;
    }
}
