package iommu.oracle;

import iommu.arch.Iova;
import java.util.List;
import java.util.stream.Stream;

/**
 * A naturally aligned block of input addresses: what a cache entry answers for, or an invalidation covers.
 *
 * @param number the address bits above {@code bits}
 * @param bits   12 for a 4 KiB page, up to 64 for everything
 */
record Block(long number, int bits) {

    static final Block EVERYTHING = new Block(0, 64);

    /** Numbers of neighbouring tables differ in high bits only: those must count. */
    @Override
    public int hashCode() {
        return Spread.of(number) + bits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block that && number == that.number && bits == that.bits;
    }

    static Block of(Iova address, int bits) {
        return bits >= 64 ? EVERYTHING : new Block(address.value() >>> bits, bits);
    }

    /** The block of this size in bytes, a power of two of at least 4 KiB, around an address. */
    static Block ofSize(Iova address, long size) {
        return of(address, Math.max(12, Long.numberOfTrailingZeros(size)));
    }

    Iova start() {
        return new Iova(bits == 64 ? 0 : number << bits);
    }

    boolean contains(Iova address) {
        return bits == 64 || address.value() >>> bits == number;
    }

    boolean contains(Block other) {
        return bits >= other.bits && contains(other.start());
    }

    boolean overlaps(Block other) {
        return contains(other) || other.contains(this);
    }

    /** The fewest blocks that make up this one without the other. */
    List<Block> minus(Block other) {
        if (!overlaps(other)) {
            return List.of(this);
        }
        if (other.contains(this)) {
            return List.of();
        }
        Block lower = new Block(number << 1, bits - 1);
        Block upper = new Block(number << 1 | 1, bits - 1);
        return Stream.concat(lower.minus(other).stream(), upper.minus(other).stream()).toList();
    }
}
