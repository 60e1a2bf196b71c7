package iommu.probe;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.stimulus.RoomAnswer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What one listener believes that knows nothing but its events: for scenarios that ask. The judge has a view of its own. */
final class Belief {

    private static final long PAGE = 4096;

    private final NavigableMap<Iova, Piece> pieces = new TreeMap<>();
    private Optional<Mode> mode = Optional.empty();
    private boolean confused;

    void take(Event event) {
        switch (event) {
            case Event.Mapped e -> {
                confused |= around(e.piece().start()).isPresent() || within(e.piece().start(), e.piece().size()).size() > 0
                        || !isNatural(e.piece().start(), e.piece().size());
                pieces.put(e.piece().start(), e.piece());
            }
            case Event.Replaced e -> {
                Piece old = pieces.put(e.piece().start(), e.piece());
                confused |= old == null || old.size() != e.piece().size();
            }
            case Event.Unmapped e -> {
                confused |= !isNatural(e.start(), e.size())
                        || around(e.start()).filter(p -> Long.compareUnsigned(p.size(), e.size()) > 0).isPresent();
                within(e.start(), e.size()).clear();
            }
            case Event.ModeChanged e -> {
                confused |= !pieces.isEmpty();
                mode = Optional.of(e.mode());
            }
            case Event.Skipped e -> { }
            case Event.DeviceTlbInvalidated e -> { }
        }
    }

    private static boolean isNatural(Iova start, long size) {
        return Long.bitCount(size) == 1 && start.offsetIn(size) == 0;
    }

    private NavigableMap<Iova, Piece> within(Iova start, long size) {
        Iova last = start.plus(size - 1);
        return start.compareTo(last) > 0 ? new TreeMap<>() : pieces.subMap(start, true, last, true);
    }

    private Optional<Piece> around(Iova address) {
        return Optional.ofNullable(pieces.floorEntry(address)).map(Map.Entry::getValue)
                .filter(piece -> address.alignedTo(piece.size()).equals(piece.start()));
    }

    /** What it believes of the page that holds this address. */
    RoomAnswer.View of(Iova address) {
        Iova page = address.alignedTo(PAGE);
        return new RoomAnswer.View(mode, around(page).map(piece -> new Piece(page, PAGE,
                piece.frame().plus(page.value() - piece.start().value()), piece.rights(), piece.snoop())), confused);
    }
}
