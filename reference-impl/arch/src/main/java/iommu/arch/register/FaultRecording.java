package iommu.arch.register;

import iommu.arch.Entry128;
import iommu.arch.Iova;

/**
 * A fault recording register: 16 bytes, at CAP.FRO * 16 + 16 * n (§11.4.7.6).
 *
 * <pre>
 *  127 126 125 124 123   104 103   96 95  94   93  92 91      80 79          64
 * ┌───┬───┬───────┬─────────┬────────┬──┬────┬────┬──┬──────────┬──────────────┐
 * │ F │T1 │  AT   │   PV    │   FR   │PP│EXE │PRIV│T2│ reserved │     SID      │  high
 * └───┴───┴───────┴─────────┴────────┴──┴────┴────┴──┴──────────┴──────────────┘
 *  63                                              12 11                      0
 * ┌──────────────────────────────────────────────────┬────────────────────────┐
 * │                        FI                        │        reserved        │  low
 * └──────────────────────────────────────────────────┴────────────────────────┘
 * </pre>
 *
 * @param bits the whole register
 */
public record FaultRecording(Entry128 bits) {

    /** The size of a register in bytes. */
    public static final int SIZE = 16;

    /** F, bit 127: the register holds a fault that software has not cleared. */
    public boolean pending() {
        return bits.high() < 0;
    }

    /** T1, bit 126, and T2, bit 92, as the two bits of a number: 0 write, 1 page request, 2 read, 3 atomic. */
    public int type() {
        return (int) (bits.high() >>> 62 & 1) << 1 | (int) (bits.high() >>> 28 & 1);
    }

    /** AT, bits 125:124: the request's address type. */
    public int addressType() {
        return (int) (bits.high() >>> 60) & 3;
    }

    /** PV, bits 123:104: the request's PASID, if {@link #pasidPresent()}. */
    public int pasid() {
        return (int) (bits.high() >>> 40) & 0xF_FFFF;
    }

    /** FR, bits 103:96: the code of the reason. */
    public int reason() {
        return (int) (bits.high() >>> 32) & 0xFF;
    }

    /** PP, bit 95. */
    public boolean pasidPresent() {
        return (bits.high() >>> 31 & 1) != 0;
    }

    /** EXE, bit 94: a read asked for execute permission. */
    public boolean execute() {
        return (bits.high() >>> 30 & 1) != 0;
    }

    /** PRIV, bit 93: the request asked for supervisor privilege. */
    public boolean supervisor() {
        return (bits.high() >>> 29 & 1) != 0;
    }

    /** SID, bits 79:64. */
    public int source() {
        return (int) bits.high() & 0xFFFF;
    }

    /** FI, bits 63:12: the page of the request. */
    public Iova page() {
        return new Iova(bits.low() & ~0xFFFL);
    }

    /** FI, bits 63:48: the index of the interrupt-remapping entry, where the reason is one of interrupt remapping. */
    public int interruptIndex() {
        return (int) (bits.low() >>> 48);
    }
}
