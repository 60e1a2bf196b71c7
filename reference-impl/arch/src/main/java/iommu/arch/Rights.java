package iommu.arch;

/** Read and write permission of a translation: the AND over every entry of the walk (§3.7.1). */
public enum Rights {
    NONE(false, false), R(true, false), W(false, true), RW(true, true);

    private final boolean read;
    private final boolean write;

    Rights(boolean read, boolean write) {
        this.read = read;
        this.write = write;
    }

    /** The constant with just these permissions. */
    public static Rights of(boolean read, boolean write) {
        return read ? (write ? RW : R) : (write ? W : NONE);
    }

    public boolean read() {
        return read;
    }

    public boolean write() {
        return write;
    }

    /** What both allow. */
    public Rights and(Rights other) {
        return of(read && other.read, write && other.write);
    }

    /** {@code -}, {@code r}, {@code w} or {@code rw}. */
    @Override
    public String toString() {
        return this == NONE ? "-" : (read ? "r" : "") + (write ? "w" : "");
    }
}
