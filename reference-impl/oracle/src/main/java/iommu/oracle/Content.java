package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Rights;
import java.util.ArrayList;
import java.util.List;

/**
 * What a walk ended with, for every access alike: the content of an IOTLB entry, or of a negative paging-structure
 * entry. Not the fault of the access that happened to make it: a hit is judged for the access that hits.
 *
 * @param kind   a frame, or what was wrong
 * @param rights the AND down to and including the last entry
 * @param frame  where the first byte of the block lies; 0 if there is none
 */
record Content(Kind kind, Rights rights, Gpa frame) {

    enum Kind {
        FRAME(null),
        /** No entry: no right. */
        HOLE(null),
        RESERVED(FaultReason.TABLE_RESERVED),
        UNREADABLE(FaultReason.TABLE_ACCESS_ERROR),
        TOP_UNREADABLE(FaultReason.CONTEXT_INVALID),
        BEYOND(FaultReason.ADDRESS_BEYOND_WIDTH);

        private final FaultReason reason;

        Kind(FaultReason reason) {
            this.reason = reason;
        }
    }

    /** LGN.1: nothing was walked. */
    static final Content BEYOND = new Content(Kind.BEYOND, Rights.RW, new Gpa(0));

    static Content of(SecondStage.Path path) {
        return switch (path.end()) {
            case LEAF -> new Content(Kind.FRAME, path.rights(), new Gpa(path.frame()));
            case HOLE -> new Content(Kind.HOLE, Rights.NONE, new Gpa(0));
            case RESERVED -> new Content(Kind.RESERVED, path.rights(), new Gpa(0));
            case UNREADABLE -> new Content(Kind.UNREADABLE, path.rights(), new Gpa(0));
            case TOP_UNREADABLE -> new Content(Kind.TOP_UNREADABLE, path.rights(), new Gpa(0));
        };
    }

    /** The content for a part of the block, {@code offset} bytes in. */
    Content from(long offset) {
        return kind == Kind.FRAME ? new Content(kind, rights, frame.plus(offset)) : this;
    }

    /** What an access may end with that uses this, {@code offset} bytes into the block. */
    List<DmaOutcome> outcomes(SecondStage rules, Access access, long offset, boolean silent) {
        List<FaultReason> reasons = new ArrayList<>(rules.denials(rights, access));
        Gpa output = frame.plus(offset);
        if (kind.reason != null) {
            reasons.add(kind.reason);
        } else if (kind == Kind.FRAME && SecondStage.interruptRange(output.value())) {
            reasons.add(FaultReason.INTERRUPT_RANGE_OUTPUT); // LGN.4: the request's own output
        } else if (reasons.isEmpty()) {
            return List.of(new Translated(output));
        }
        return reasons.stream().<DmaOutcome>map(r -> new Blocked(r, silent && r.qualified())).toList();
    }
}
