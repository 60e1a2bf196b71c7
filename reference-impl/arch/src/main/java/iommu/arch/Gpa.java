package iommu.arch;

/**
 * An address in the memory that the unit reads its tables from and that second-stage translation leads to, in bytes.
 * In a virtual machine this is guest-physical memory; the specification says host physical.
 *
 * @param value the address, unsigned (§3.7)
 */
public record Gpa(long value) implements Comparable<Gpa> {

    /** The address {@code bytes} further on; wraps at 2^64. */
    public Gpa plus(long bytes) {
        return new Gpa(value + bytes);
    }

    /** The start of the naturally aligned block of {@code size} bytes that holds this address; a power of two. */
    public Gpa alignedTo(long size) {
        return new Gpa(value & -size);
    }

    /** The distance in bytes from the start of the block of {@code size} bytes, a power of two, that holds this address. */
    public long offsetIn(long size) {
        return value & (size - 1);
    }

    @Override
    public int compareTo(Gpa other) {
        return Long.compareUnsigned(value, other.value);
    }

    // written out: to link a record's own costs a process that lives for a tenth of a second more than its work
    @Override
    public boolean equals(Object other) {
        return other instanceof Gpa same && value == same.value;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
