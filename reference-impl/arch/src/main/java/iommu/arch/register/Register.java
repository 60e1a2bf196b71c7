package iommu.arch.register;

/**
 * The registers by the specification's names (§11.4): offset in bytes from the unit's base, width in bits, and the
 * value after a power-good reset where that is not 0. {@link Field} says what is in them. The two that ECAP.IRO places,
 * IVA and IOTLB, and those that CAP.FRO places lie where most emulations have them.
 *
 * <p>The memory type range registers are at {@link #MTRR_FIRST} to {@link #MTRR_LAST}, and have no name here.
 */
public enum Register {
    /** Version (§11.4.1). */
    VER(0x000, 32),
    /** Capability (§11.4.2). */
    CAP(0x008, 64),
    /** Extended capability (§11.4.3). */
    ECAP(0x010, 64),
    /** Global command (§11.4.4.1). */
    GCMD(0x018, 32),
    /** Global status (§11.4.4.2). */
    GSTS(0x01C, 32),
    /** Root table address (§11.4.5). */
    RTADDR(0x020, 64),
    /** Context command (§11.4.6.1). */
    CCMD(0x028, 64),

    /** Fault status (§11.4.7.1). */
    FSTS(0x034, 32),
    /** Fault event control (§11.4.7.2): masked after reset. */
    FECTL(0x038, 32, 0x8000_0000L),
    /** Fault event data (§11.4.7.3). */
    FEDATA(0x03C, 32),
    /** Fault event address (§11.4.7.4). */
    FEADDR(0x040, 32),
    /** Fault event upper address (§11.4.7.5). */
    FEUADDR(0x044, 32),

    /** Protected memory enable (§11.4.8.1). */
    PMEN(0x064, 32),
    /** Protected low memory base (§11.4.8.2). */
    PLMBASE(0x068, 32),
    /** Protected low memory limit (§11.4.8.3). */
    PLMLIMIT(0x06C, 32),
    /** Protected high memory base (§11.4.8.4). */
    PHMBASE(0x070, 64),
    /** Protected high memory limit (§11.4.8.5). */
    PHMLIMIT(0x078, 64),

    /** Invalidation queue head (§11.4.9.1). */
    IQH(0x080, 64),
    /** Invalidation queue tail (§11.4.9.2). */
    IQT(0x088, 64),
    /** Invalidation queue address (§11.4.9.3). */
    IQA(0x090, 64),
    /** Invalidation completion status (§11.4.9.4). */
    ICS(0x09C, 32),
    /** Invalidation event control (§11.4.9.5): masked after reset. */
    IECTL(0x0A0, 32, 0x8000_0000L),
    /** Invalidation event data (§11.4.9.6). */
    IEDATA(0x0A4, 32),
    /** Invalidation event address (§11.4.9.7). */
    IEADDR(0x0A8, 32),
    /** Invalidation event upper address (§11.4.9.8). */
    IEUADDR(0x0AC, 32),
    /** Invalidation queue error record (§11.4.9.9). */
    IQERCD(0x0B0, 64),

    /** Interrupt remapping table address (§11.4.10). */
    IRTA(0x0B8, 64),

    /** Page request queue head (§11.4.11.1). */
    PQH(0x0C0, 64),
    /** Page request queue tail (§11.4.11.2). */
    PQT(0x0C8, 64),
    /** Page request queue address (§11.4.11.3). */
    PQA(0x0D0, 64),
    /** Page request status (§11.4.11.4). */
    PRS(0x0DC, 32),
    /** Page request event control (§11.4.11.5): masked after reset. */
    PECTL(0x0E0, 32, 0x8000_0000L),
    /** Page request event data (§11.4.11.6). */
    PEDATA(0x0E4, 32),
    /** Page request event address (§11.4.11.7). */
    PEADDR(0x0E8, 32),
    /** Page request event upper address (§11.4.11.8). */
    PEUADDR(0x0EC, 32),

    /** Invalidate address (§11.4.6.4), at ECAP.IRO * 16. */
    IVA(0x0F0, 64),
    /** IOTLB invalidate (§11.4.6.3), at ECAP.IRO * 16 + 8. */
    IOTLB(0x0F8, 64),

    /** The first fault recording register (§11.4.7.6), at CAP.FRO * 16. {@link FaultRecording} says what is in it. */
    FRCD(0x220, 128);

    /** Where the memory type range registers begin: MTRRCAP (§11.4.12). */
    public static final int MTRR_FIRST = 0x100;
    /** The last of them, the mask of the tenth variable range. */
    public static final int MTRR_LAST = 0x218;

    private final int offset;
    private final int width;
    private final long reset;

    Register(int offset, int width) {
        this(offset, width, 0);
    }

    Register(int offset, int width, long reset) {
        this.offset = offset;
        this.width = width;
        this.reset = reset;
    }

    /** In bytes from the unit's base. */
    public int offset() {
        return offset;
    }

    /** 32, 64 or 128 bits. */
    public int width() {
        return width;
    }

    /** The value after a power-good reset, where it does not depend on what the unit can do: VER, CAP and ECAP do. */
    public long reset() {
        return reset;
    }
}
