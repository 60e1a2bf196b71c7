package iommu.arch;

/**
 * What first-stage translation gives, in bytes: a {@link Gpa} when it is used alone, the input of the second stage when nested.
 *
 * @param value the address, unsigned (§3.6, §3.8)
 */
public record FirstStageOutput(long value) implements Comparable<FirstStageOutput> {

    /** The address {@code bytes} further on; wraps at 2^64. */
    public FirstStageOutput plus(long bytes) {
        return new FirstStageOutput(value + bytes);
    }

    /** The start of the naturally aligned block of {@code size} bytes that holds this address; a power of two. */
    public FirstStageOutput alignedTo(long size) {
        return new FirstStageOutput(value & -size);
    }

    /** The distance in bytes from the start of the block of {@code size} bytes, a power of two, that holds this address. */
    public long offsetIn(long size) {
        return value & (size - 1);
    }

    @Override
    public int compareTo(FirstStageOutput other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
