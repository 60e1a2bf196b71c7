package iommu.arch;

/**
 * An input address of a DMA request as the device sent it (I/O virtual address), in bytes, 64 bits wide, unsigned.
 *
 * @param value the address, unsigned (§3.1)
 */
public record Iova(long value) implements Comparable<Iova> {

    /** The address {@code bytes} further on; wraps at 2^64. */
    public Iova plus(long bytes) {
        return new Iova(value + bytes);
    }

    /** The start of the naturally aligned block of {@code size} bytes that holds this address; a power of two. */
    public Iova alignedTo(long size) {
        return new Iova(value & -size);
    }

    /** The distance in bytes from the start of the block of {@code size} bytes, a power of two, that holds this address. */
    public long offsetIn(long size) {
        return value & (size - 1);
    }

    @Override
    public int compareTo(Iova other) {
        return Long.compareUnsigned(value, other.value);
    }

    // written out: to link a record's own costs a process that lives for a tenth of a second more than its work
    @Override
    public boolean equals(Object other) {
        return other instanceof Iova same && value == same.value;
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
