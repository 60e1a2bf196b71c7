package iommu.arch.format;

import iommu.arch.Entry256;
import iommu.arch.Iova;

/**
 * A page request as the unit writes it into the page request queue: 32 bytes (§7.4.1.1).
 *
 * <pre>
 *  127      76 75  67  66   65  64
 * ┌───────────┬──────┬────┬───┬───┐
 * │  address  │ PRGI │LPIG│WRR│RDR│  bits 255:128 are reserved
 * └───────────┴──────┴────┴───┴───┘
 *  63      54  53  52 51   32 31  16 15   9  8  7    0
 * ┌──────────┬───┬───┬───────┬──────┬──────┬──┬───────┐
 * │ reserved │PMR│EXR│ PASID │ RID  │ resv │PP│ 01h   │
 * └──────────┴───┴───┴───────┴──────┴──────┴──┴───────┘
 * </pre>
 *
 * @param bits the whole descriptor
 */
public record PageRequestDescriptor(Entry256 bits) {

    /** The size of a descriptor in bytes. */
    public static final int SIZE = 32;

    /** Bits 7:0 of a page request; no other type is defined. */
    public static final int TYPE = 1;

    /** Bits 7:0. */
    public int type() {
        return (int) low() & 0xFF;
    }

    /** PP, bit 8: the request carries a PASID. */
    public boolean pasidPresent() {
        return (low() >>> 8 & 1) != 0;
    }

    /** RID, bits 31:16. */
    public int requesterId() {
        return (int) (low() >>> 16) & 0xFFFF;
    }

    /** PASID, bits 51:32; undefined without PP. */
    public int pasid() {
        return (int) (low() >>> 32) & 0xF_FFFF;
    }

    /** EXR, bit 52. */
    public boolean execute() {
        return (low() >>> 52 & 1) != 0;
    }

    /** PMR, bit 53. */
    public boolean supervisor() {
        return (low() >>> 53 & 1) != 0;
    }

    /** RDR, bit 64. */
    public boolean read() {
        return (high() & 1) != 0;
    }

    /** WRR, bit 65. */
    public boolean write() {
        return (high() & 2) != 0;
    }

    /** LPIG, bit 66: software must answer the group. */
    public boolean last() {
        return (high() & 4) != 0;
    }

    /** PRGI, bits 75:67. */
    public int group() {
        return (int) (high() >>> 3) & 0x1FF;
    }

    /** ADDR, bits 127:76, in place. */
    public Iova address() {
        return new Iova(high() & ~0xFFFL);
    }

    private long low() {
        return bits.low().low();
    }

    private long high() {
        return bits.low().high();
    }
}
