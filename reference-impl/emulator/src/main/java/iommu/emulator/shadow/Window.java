package iommu.emulator.shadow;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.Optional;

/** Addresses that somebody asks a table for, both ends included; unsigned, whole pages. */
record Window(long from, long to) {

    static final Window ALL = new Window(0, -1);

    /** All that so many bits can say. */
    static Window ofWidth(int bits) {
        return new Window(0, (1L << bits) - 1);
    }

    /** A natural block. */
    static Window block(long address, long size) {
        long start = address & -size;
        return new Window(start, start + (size - 1));
    }

    static Window of(Range range) {
        return new Window(range.first().value(), range.last().value());
    }

    Optional<Window> and(Window other) {
        Window both = new Window(Long.compareUnsigned(from, other.from) > 0 ? from : other.from,
                Long.compareUnsigned(to, other.to) < 0 ? to : other.to);
        return Long.compareUnsigned(both.from, both.to) > 0 ? Optional.empty() : Optional.of(both);
    }

    Window shifted(long by) {
        return new Window(from + by, to + by);
    }

    Range range() {
        return new Range(new Iova(from), new Iova(to));
    }
}
