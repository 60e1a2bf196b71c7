package iommu.emulator.told;

import iommu.arch.Iova;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive addresses of one piece, both ends included; unsigned.
 *
 * @param of the piece; two runs of the same object belong together
 */
record Run(long first, long last, Told of) {

    /** This part of it, which it has. */
    Run between(long from, long to) {
        return from == first && to == last ? this : new Run(from, to, of);
    }

    boolean continues(Run earlier) {
        return earlier.of == of && earlier.last + 1 == first;
    }

    /** What is left of it outside these addresses, in order. */
    List<Run> without(long from, long to) {
        if (Long.compareUnsigned(to, first) < 0 || Long.compareUnsigned(from, last) > 0) {
            return List.of(this);
        }
        List<Run> left = new ArrayList<>();
        if (Long.compareUnsigned(first, from) < 0) {
            left.add(between(first, from - 1));
        }
        if (Long.compareUnsigned(to, last) < 0) {
            left.add(between(to + 1, last));
        }
        return left;
    }

    /** Adds the natural parts that make it up. */
    void addParts(List<Told> to) {
        long at = first;
        while (true) {
            long size = Block.largest(at, last);
            to.add(of.part(new Iova(at), size));
            if (at + (size - 1) == last) {
                return;
            }
            at += size;
        }
    }
}
