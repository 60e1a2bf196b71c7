package iommu.arch;

/**
 * The domain-id that tags cache entries: 16 bits, of which a unit supports 4 + 2*CAP.ND (§9.3, §11.4.2).
 *
 * @param value the id, 0 to 0xFFFF
 */
public record DomainId(int value) implements Comparable<DomainId> {

    /** The tag of negative context entries under caching mode (§6.1). */
    public static final DomainId ZERO = new DomainId(0);

    public DomainId {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("a domain-id has 16 bits, not 0x" + Integer.toHexString(value));
        }
    }

    @Override
    public int compareTo(DomainId other) {
        return Integer.compare(value, other.value);
    }

    /** Its lowest bits: those that a unit with so many has. @param bits 4 to 16 */
    public DomainId within(int bits) {
        return new DomainId(value & (1 << bits) - 1);
    }

    // written out: to link a record's own costs a process that lives for a tenth of a second more than its work
    @Override
    public boolean equals(Object other) {
        return other instanceof DomainId same && value == same.value;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
