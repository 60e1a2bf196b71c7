package iommu.emulator.adversary;

import iommu.arch.Iova;
import java.util.List;
import java.util.stream.Stream;

/**
 * A naturally aligned range of input addresses.
 *
 * @param start its first address
 * @param bits  the address bits inside it, 12 to 64
 */
record Range(long start, int bits) {

    static final Range ALL = new Range(0, 64);

    /** The range of so many bits around an address. */
    static Range around(long address, int bits) {
        return bits >= 64 ? ALL : new Range(address & -1L << bits, bits);
    }

    /** The range of {@code size} bytes around an address: a power of two of at least 4 KiB, else 4 KiB. */
    static Range around(Iova address, long size) {
        return around(address.value(), Long.numberOfTrailingZeros(Math.max(size, 1L << 12)));
    }

    boolean contains(long address) {
        return bits == 64 || (address ^ start) >>> bits == 0;
    }

    boolean contains(Range other) {
        return bits >= other.bits && contains(other.start);
    }

    boolean overlaps(Range other) {
        return contains(other) || other.contains(this);
    }

    /** The fewest ranges that this one is without another. */
    List<Range> without(Range other) {
        if (!overlaps(other)) {
            return List.of(this);
        }
        if (other.contains(this)) {
            return List.of();
        }
        Range lower = new Range(start, bits - 1);
        Range upper = new Range(start + (1L << bits - 1), bits - 1);
        return Stream.concat(lower.without(other).stream(), upper.without(other).stream()).toList();
    }
}
