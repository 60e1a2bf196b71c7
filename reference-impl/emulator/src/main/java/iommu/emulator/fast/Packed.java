package iommu.emulator.fast;

import iommu.arch.CachedTranslation;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import java.util.List;

/**
 * The content of an IOTLB entry in one word.
 *
 * <pre>
 *  63                    24 23        8 7    5   4     3     2   1 0
 * ┌────────────────────────┬───────────┬──────┬─────┬─────┬─────┬───┐
 * │ frame, or what faulted │ domain-id │ span │fault│snoop│ FPD │W R│
 * └────────────────────────┴───────────┴──────┴─────┴─────┴─────┴───┘
 *   a fault: reason 63:56, level 55:53, log2 of the hole + 1 (52:46), FPD of the fault itself 45
 * </pre>
 *
 * <p>The span is an index: 4 KiB, 2 MiB, 1 GiB, 512 GiB, 256 TiB. No entry is the word 0: it would give no right and
 * be no fault.
 */
final class Packed {

    /** Nothing was found, or the content does not fit into a word: it is then not kept. */
    static final long NOTHING = 0;

    static final int PAGE_BITS = 12;
    static final int READ = 1;
    static final int WRITE = 2;

    private static final int SILENT = 1 << 2;
    private static final int SNOOP = 1 << 3;
    private static final int FAULT = 1 << 4;
    private static final int WIDTH_AT = 3;
    private static final int SPAN_AT = 5;
    private static final int DOMAIN_AT = 8;
    private static final int FRAME_AT = 24;
    private static final int FRAME_BITS = 52;
    private static final int REASON_AT = 56;
    private static final int LEVEL_AT = 53;
    private static final int HOLE_AT = 46;
    private static final long SILENT_FAULT = 1L << 45;
    private static final Rights[] RIGHTS = Rights.values();
    private static final FaultReason[] REASONS = FaultReason.values();

    private Packed() {
    }

    /** The lowest address bit above a block of this span. */
    static int spanBits(int span) {
        return PAGE_BITS + 9 * span;
    }

    /** A mapping without domain-id. @param frame where it begins, below 2^52 */
    static long mapping(long frame, int span, int rights, boolean snoop) {
        return frame >>> PAGE_BITS << FRAME_AT | (long) span << SPAN_AT | (snoop ? SNOOP : 0) | rights;
    }

    /** A fault of a paging entry, without domain-id. @param level 0 if no paging entry caused it */
    static long fault(FaultReason reason, int level, int holeBits) {
        int span = holeBits == 0 ? 0 : (holeBits - PAGE_BITS) / 9;
        return (long) reason.ordinal() << REASON_AT | (long) level << LEVEL_AT
                | (holeBits == 0 ? 0 : holeBits + 1L << HOLE_AT) | (long) span << SPAN_AT | FAULT;
    }

    static long tagged(long content, int domain, boolean silent) {
        return content | (long) domain << DOMAIN_AT | (silent ? SILENT : 0);
    }

    /** @return the word, or {@link #NOTHING} if the entry does not fit */
    static long of(CachedTranslation entry) {
        long content = NOTHING;
        if (entry.result() instanceof Mapping mapping) {
            content = of(mapping);
        } else if (entry.result() instanceof Fault fault) {
            content = of(fault);
        }
        return content == NOTHING ? NOTHING : tagged(content, entry.domain().value(), entry.silent());
    }

    private static long of(Mapping mapping) {
        int bits = Long.numberOfTrailingZeros(mapping.size());
        long frame = mapping.frame().value();
        boolean fits = bits >= PAGE_BITS && (bits - PAGE_BITS) % 9 == 0 && mapping.size() == 1L << bits
                && frame >>> FRAME_BITS == 0 && frame % (1L << PAGE_BITS) == 0 && mapping.rights() != Rights.NONE;
        return fits ? mapping(frame, (bits - PAGE_BITS) / 9, mapping.rights().ordinal(), mapping.snoop()) : NOTHING;
    }

    private static long of(Fault fault) {
        int bits = fault.holeSize() == 0 ? 0 : Long.numberOfTrailingZeros(fault.holeSize());
        boolean fits = fault.level() >= 0 && fault.level() <= 7
                && (bits == 0 ? fault.holeSize() == 0
                        : bits >= PAGE_BITS && bits <= spanBits(4) && fault.holeSize() == 1L << bits);
        return fits ? fault(fault.reason(), fault.level(), bits) | (fault.silent() ? SILENT_FAULT : 0) : NOTHING;
    }

    /** A table that a walk may start from; the span is its level, and how wide addresses are takes the place of flags. */
    static long prefix(WalkStart start) {
        int levels = (start.addressWidth() - PAGE_BITS) / 9;
        long table = start.table().value();
        boolean fits = start.level() >= 1 && start.level() <= 4 && levels >= 3 && levels <= 5
                && start.addressWidth() == PAGE_BITS + 9 * levels && table >>> FRAME_BITS == 0
                && table % (1L << PAGE_BITS) == 0;
        return fits ? mapping(table, start.level(), start.rights().ordinal(), false) | levels - 3L << WIDTH_AT : NOTHING;
    }

    /** Of a prefix: 0 for three levels, 1 for four, 2 for five. */
    static int widthCode(long word) {
        return (int) (word >>> WIDTH_AT) & 3;
    }

    static CachedTranslation entry(long word, long address) {
        return new CachedTranslation(new DomainId(domain(word)), (word & SILENT) != 0, result(word, address, List.of()));
    }

    /** @param steps the entries that led to a mapping */
    static WalkResult result(long word, long address, List<WalkStep> steps) {
        if (isFault(word)) {
            int hole = (int) (word >>> HOLE_AT) & 0x7F;
            return new Fault(REASONS[(int) (word >>> REASON_AT)], (int) (word >>> LEVEL_AT) & 7,
                    hole == 0 ? 0 : 1L << hole - 1, (word & SILENT_FAULT) != 0);
        }
        long size = 1L << spanBits(span(word));
        return new Mapping(new Iova(address & -size), new Gpa(frame(word)), size, RIGHTS[rights(word)],
                (word & SNOOP) != 0, steps);
    }

    static boolean isFault(long word) {
        return (word & FAULT) != 0;
    }

    static int domain(long word) {
        return (int) (word >>> DOMAIN_AT) & 0xFFFF;
    }

    static int span(long word) {
        return (int) (word >>> SPAN_AT) & 7;
    }

    static int rights(long word) {
        return (int) word & (READ | WRITE);
    }

    static long frame(long word) {
        return word >>> FRAME_AT << PAGE_BITS;
    }

    /** Where this address of the mapping's page lies in memory. */
    static long output(long word, long address) {
        return frame(word) + (address & (1L << spanBits(span(word))) - 1);
    }
}
