package iommu.oracle;

/**
 * What may be read from registers, double word by double word (§11.2, §11.3): a value, of which some bits may read 0
 * although they were set (a unit need not have them), and some may read anything (write-only, or valid only now and then).
 */
final class RegisterBits {

    private static final int NONE = 0;
    private static final int NARROW = 32;

    private final int[] value;
    private final int[] raw;
    private final int[] writable;
    private final int[] loose;
    private final int[] unknown;
    private final int[] width;

    RegisterBits(int bytes) {
        value = new int[bytes / 4];
        raw = new int[bytes / 4];
        writable = new int[bytes / 4];
        loose = new int[bytes / 4];
        unknown = new int[bytes / 4];
        width = new int[bytes / 4];
    }

    /** @param rw what software sets and clears @param optional of these, what a unit need not have @param open what may read as anything */
    void narrow(int offset, long rw, long optional, long open) {
        define(offset, NARROW, (int) rw, (int) optional, (int) open);
    }

    void wide(int offset, long rw, long optional, long open) {
        define(offset, 64, (int) rw, (int) optional, (int) open);
        define(offset + 4, 64, (int) (rw >>> 32), (int) (optional >>> 32), (int) (open >>> 32));
    }

    private void define(int offset, int bits, int rw, int optional, int open) {
        int at = offset / 4;
        width[at] = bits;
        writable[at] = rw;
        loose[at] = optional;
        unknown[at] = open;
    }

    boolean exists(int offset) {
        return offset >= 0 && offset / 4 < width.length && width[offset / 4] != NONE;
    }

    /** Whether eight bytes from here are one register's. */
    boolean whole(int offset) {
        return exists(offset) && exists(offset + 4) && width[offset / 4] == 64 && width[offset / 4 + 1] == 64;
    }

    void set(int offset, int bits) {
        value[offset / 4] = bits;
    }

    void set64(int offset, long bits) {
        set(offset, (int) bits);
        set(offset + 4, (int) (bits >>> 32));
    }

    void open(int offset, int bits, boolean on) {
        unknown[offset / 4] = on ? unknown[offset / 4] | bits : unknown[offset / 4] & ~bits;
    }

    void change(int offset, int bits, int to) {
        value[offset / 4] = value[offset / 4] & ~bits | to & bits;
    }

    /** Software stores here; only what is writable stays, but {@link #raw} has all. */
    void write(int offset, int bits) {
        raw[offset / 4] = bits;
        change(offset, writable[offset / 4], bits);
    }

    int get(int offset) {
        return value[offset / 4];
    }

    long get64(int offset) {
        return get(offset) & 0xFFFF_FFFFL | (long) get(offset + 4) << 32;
    }

    /** What software stored last, write-only fields included. */
    long raw64(int offset) {
        return raw[offset / 4] & 0xFFFF_FFFFL | (long) raw[offset / 4 + 1] << 32;
    }

    boolean mayRead(int offset, int bits) {
        int at = offset / 4;
        int differs = (bits ^ value[at]) & ~unknown[at];
        return (differs & ~(loose[at] & value[at])) == 0;
    }
}
