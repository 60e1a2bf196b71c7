package lab08;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.ArrayList;
import java.util.List;

/** Page numbers, 52 bits: so nothing here is ever negative, or wraps. */
final class Blocks {

    static final long LAST = (1L << 52) - 1;
    static final Span EVERYTHING = new Span(0, LAST);

    private Blocks() {
    }

    /** From one page to another, both included. */
    record Span(long first, long last) {

        static Span of(Range range) {
            return new Span(range.first().value() >>> 12, range.last().value() >>> 12);
        }

        /** A natural block of so many bytes. */
        static Span block(long address, long bytes) {
            long first = (address & -bytes) >>> 12;
            return new Span(first, first + (bytes >>> 12) - 1);
        }

        /** Null if they have no page in common. */
        Span and(Span other) {
            long from = Math.max(first, other.first);
            long to = Math.min(last, other.last);
            return from > to ? null : new Span(from, to);
        }

        boolean holds(long page) {
            return first <= page && page <= last;
        }

        long pages() {
            return last - first + 1;
        }

        Iova start() {
            return new Iova(first << 12);
        }

        /** 2^63 at most for a natural part. */
        long bytes() {
            return pages() << 12;
        }

        /** Cut so that each part is a power of two and lies at a multiple of its size; half of all is the most. */
        List<Span> natural() {
            List<Span> parts = new ArrayList<>();
            long at = first;
            while (at <= last) {
                long size = 1;
                while (at % (2 * size) == 0 && at + 2 * size - 1 <= last && size < 1L << 51) size *= 2;
                parts.add(new Span(at, at + size - 1));
                at += size;
            }
            return parts;
        }
    }
}
