package iommu.emulator.told;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * A naturally aligned block of addresses.
 *
 * @param start a multiple of {@code size}
 * @param size  in bytes, a power of two of at least 4 KiB, unsigned: 2^63 at most
 */
public record Block(Iova start, long size) {

    private static final long LARGEST = 1L << 63;

    /** The fewest blocks that make up the range, in ascending order; all addresses are two. */
    public static List<Block> of(Range range) {
        List<Block> blocks = new ArrayList<>();
        long first = range.first().value();
        long last = range.last().value();
        while (true) {
            long size = largest(first, last);
            blocks.add(new Block(new Iova(first), size));
            if (first + (size - 1) == last) {
                return blocks;
            }
            first += size;
        }
    }

    /** The size of the largest block that begins with {@code first} and does not go beyond {@code last}. */
    static long largest(long first, long last) {
        long aligned = first == 0 ? LARGEST : Long.lowestOneBit(first);
        long left = last - first + 1; // 0 stands for 2^64
        long fits = left == 0 ? LARGEST : Long.highestOneBit(left);
        return Long.compareUnsigned(aligned, fits) < 0 ? aligned : fits;
    }

    /** Whether the two are the halves of a natural block, this one the lower. */
    boolean isLowerHalfWith(Block upper) {
        return size == upper.size && start.offsetIn(2 * size) == 0 && start.plus(size).equals(upper.start);
    }
}
