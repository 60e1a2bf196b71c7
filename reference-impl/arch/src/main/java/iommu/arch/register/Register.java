package iommu.arch.register;

import static iommu.arch.register.Register.Attribute.COMMAND;
import static iommu.arch.register.Register.Attribute.READ_ONLY;
import static iommu.arch.register.Register.Attribute.READ_WRITE;
import static iommu.arch.register.Register.Attribute.WRITE_ONE_TO_CLEAR;

/**
 * The registers of a legacy-mode unit with queued invalidation, by the specification's names (§11.4). Offsets are in
 * bytes from the unit's base, widths in bits. Those that CAP.FRO and ECAP.IRO place lie where most emulations have
 * them.
 */
public enum Register {
    /** Version (§11.4.1). */
    VER(0x000, 32, READ_ONLY, 0),
    /** Capability (§11.4.2). */
    CAP(0x008, 64, READ_ONLY, 0),
    /** Extended capability (§11.4.3). */
    ECAP(0x010, 64, READ_ONLY, 0),
    /** Global command (§11.4.4.1): reads as 0. */
    GCMD(0x018, 32, COMMAND, 0xCF80_0000L),
    /** Global status (§11.4.4.2). */
    GSTS(0x01C, 32, READ_ONLY, 0),
    /** Root table address (§11.4.5). */
    RTADDR(0x020, 64, READ_WRITE, 0xFFFF_FFFF_FFFF_FC00L),
    /** Context command (§11.4.6.1). */
    CCMD(0x028, 64, READ_WRITE, 0xE000_0003_FFFF_FFFFL),
    /** Fault status (§11.4.7.1). */
    FSTS(0x034, 32, WRITE_ONE_TO_CLEAR, 0x71),
    /** Fault event control (§11.4.7.2). */
    FECTL(0x038, 32, READ_WRITE, 0x8000_0000L),
    /** Fault event data (§11.4.7.3). */
    FEDATA(0x03C, 32, READ_WRITE, 0xFFFF),
    /** Fault event address (§11.4.7.4). */
    FEADDR(0x040, 32, READ_WRITE, 0xFFFF_FFFCL),
    /** Fault event upper address (§11.4.7.5). */
    FEUADDR(0x044, 32, READ_WRITE, 0xFFFF_FFFFL),
    /** Invalidation queue head (§11.4.9.1). */
    IQH(0x080, 64, READ_ONLY, 0),
    /** Invalidation queue tail (§11.4.9.2). */
    IQT(0x088, 64, READ_WRITE, 0x7_FFF0L),
    /** Invalidation queue address (§11.4.9.3). */
    IQA(0x090, 64, READ_WRITE, 0xFFFF_FFFF_FFFF_F807L),
    /** Invalidation completion status (§11.4.9.4). */
    ICS(0x09C, 32, WRITE_ONE_TO_CLEAR, 1),
    /** Invalidation event control (§11.4.9.5). */
    IECTL(0x0A0, 32, READ_WRITE, 0x8000_0000L),
    /** Invalidation event data (§11.4.9.6). */
    IEDATA(0x0A4, 32, READ_WRITE, 0xFFFF),
    /** Invalidation event address (§11.4.9.7). */
    IEADDR(0x0A8, 32, READ_WRITE, 0xFFFF_FFFCL),
    /** Invalidation event upper address (§11.4.9.8). */
    IEUADDR(0x0AC, 32, READ_WRITE, 0xFFFF_FFFFL),
    /** Invalidation queue error record (§11.4.9.9). */
    IQERCD(0x0B0, 64, READ_ONLY, 0),
    /** Invalidate address (§11.4.6.3), at ECAP.IRO * 16: reads as 0. */
    IVA(0x0F0, 64, COMMAND, 0xFFFF_FFFF_FFFF_F07FL),
    /** IOTLB invalidate (§11.4.6.2), at ECAP.IRO * 16 + 8. */
    IOTLB(0x0F8, 64, READ_WRITE, 0xB003_FFFF_0000_0000L),
    /** The first fault recording register (§11.4.7.6), at CAP.FRO * 16; each has 128 bits. Bit 127, F, clears by 1. */
    FRCD(0x220, 128, WRITE_ONE_TO_CLEAR, 0);

    /** What a write does to the bits that software can change (§11.3). */
    public enum Attribute {
        READ_ONLY, READ_WRITE, WRITE_ONE_TO_CLEAR,
        /** Writable, and reads as 0. */
        COMMAND
    }

    private final int offset;
    private final int width;
    private final Attribute attribute;
    private final long changeable;

    Register(int offset, int width, Attribute attribute, long changeable) {
        this.offset = offset;
        this.width = width;
        this.attribute = attribute;
        this.changeable = changeable;
    }

    /** In bytes from the unit's base. */
    public int offset() {
        return offset;
    }

    /** 32, 64 or 128 bits. */
    public int width() {
        return width;
    }

    public Attribute attribute() {
        return attribute;
    }

    /** A 1 for each bit, of the low 64, that a write can change; all others are read-only or reserved. */
    public long changeable() {
        return changeable;
    }
}
