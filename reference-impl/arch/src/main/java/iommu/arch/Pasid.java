package iommu.arch;

/**
 * A process address space id, 20 bits, or {@link #NONE} for a request without PASID (§3.4.1).
 *
 * @param value the id, 0 to 0xFFFFF, or -1
 */
public record Pasid(int value) {

    /** The request carries no PASID: every request in legacy mode. */
    public static final Pasid NONE = new Pasid(-1);

    public Pasid {
        if (value < -1 || value > 0xFFFFF) {
            throw new IllegalArgumentException("a PASID has 20 bits, not 0x" + Integer.toHexString(value));
        }
    }

    /** Whether the request carries a PASID. */
    public boolean present() {
        return value >= 0;
    }

    // written out: to link a record's own costs a process that lives for a tenth of a second more than its work
    @Override
    public boolean equals(Object other) {
        return other instanceof Pasid same && value == same.value;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(value);
    }

    @Override
    public String toString() {
        return present() ? "0x" + Integer.toHexString(value) : "none";
    }
}
