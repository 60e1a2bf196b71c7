package iommu.emulator.notifier;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.PageWalk;
import iommu.emulator.told.Unfollowable;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads what tables map in a range, leaf by leaf. A fault ends no scan and is told to nobody: it says how far to skip.
 * The next leaf mostly lies in the table of the last one, so the walk begins there: about one entry is read for each.
 */
final class Scan implements Iterator<Piece> {

    private static final long TABLE = 1 << 12;
    private static final int INDEX_BITS = 9;

    private final PageWalk walk;
    private final WalkStart top;
    private final long most;
    private final long last;
    private long walks;
    private long at;
    private WalkStart start;
    private long startEnds;
    private boolean ended;
    private Piece next;

    /** @param most walks, before this is given up */
    Scan(PageWalk walk, WalkStart top, Range range, long most) {
        this.walk = walk;
        this.most = most;
        this.top = top;
        this.start = top;
        this.at = range.first().value();
        this.last = range.last().value();
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            look();
        }
        return next != null;
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the range ends here");
        }
        Piece piece = next;
        next = null;
        return piece;
    }

    private void look() {
        if (++walks > most) {
            throw new Unfollowable("its tables take more than " + most + " walks to go through");
        }
        if (start != top && Long.compareUnsigned(at, startEnds) > 0) {
            start = top;
        }
        Iova address = new Iova(at);
        WalkResult read = walk.walk(start, address, Access.READ);
        if (read instanceof Fault fault && fault.reason() == FaultReason.READ_DENIED) {
            WalkResult written = walk.walk(start, address, Access.WRITE); // a page that can only be written is mapped too
            read = written instanceof Fault other && other.holeSize() > fault.holeSize() ? fault : written;
        }
        switch (read) {
            case Mapping mapping -> {
                next = new Piece(mapping.page(), mapping.size(), mapping.frame(), mapping.rights(), mapping.snoop());
                goOnIn(mapping);
                skip(mapping.size());
            }
            case Fault fault when fault.holeSize() == 0 -> ended = true; // §7.1.3 LGN.1.1: beyond the width is nothing more
            case Fault fault -> skip(fault.holeSize());
        }
    }

    private void skip(long size) {
        long end = at | size - 1;
        ended |= Long.compareUnsigned(end, last) >= 0;
        at = end + 1;
    }

    private void goOnIn(Mapping mapping) {
        if (mapping.steps().size() < 2) {
            return; // one read is what it takes already, or nobody says what was read
        }
        Rights above = start.rights();
        for (WalkStep step : mapping.steps().subList(0, mapping.steps().size() - 1)) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            above = above.and(Rights.of(entry.read(), entry.write())); // §3.7.1: the AND over all levels
        }
        WalkStep leaf = mapping.steps().getLast();
        start = new WalkStart(leaf.at().alignedTo(TABLE), leaf.level(), above, top.addressWidth());
        startEnds = at | (mapping.size() << INDEX_BITS) - 1;
    }
}
