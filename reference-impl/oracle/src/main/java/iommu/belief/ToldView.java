package iommu.belief;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What one listener knows from its events alone, and whether each of them was a proper one. */
final class ToldView {

    private static final long PAGE = 4096;

    private final Listener listener;
    private final MemoryMap memory;
    private NavigableMap<Iova, Piece> pieces = new TreeMap<>();
    private Optional<Mode> mode = Optional.empty();
    /** What the last call has told. */
    private List<Event> latest = List.of();

    ToldView(Listener listener, MemoryMap memory) {
        this.listener = listener;
        this.memory = memory;
    }

    Listener listener() {
        return listener;
    }

    /** Empty as long as it was told none. */
    Optional<Mode> mode() {
        return mode;
    }

    /** Whether the mode is news of the last call. */
    boolean isModeNew() {
        return latest.stream().anyMatch(e -> e instanceof Event.ModeChanged);
    }

    /** Whether it is the last call that told this piece. */
    boolean isNew(Piece piece) {
        return latest.stream().anyMatch(e -> e instanceof Event.Mapped(var to, Piece told) && told.equals(piece)
                || e instanceof Event.Replaced(var by, Piece other) && other.equals(piece));
    }

    /** A call begins that may tell it nothing. */
    void begin() {
        latest = List.of();
    }

    List<Piece> pieces() {
        return List.copyOf(pieces.values());
    }

    /** The piece that holds this address. */
    Optional<Piece> at(Iova address) {
        return at(pieces, address);
    }

    private static Optional<Piece> at(NavigableMap<Iova, Piece> pieces, Iova address) {
        var below = pieces.floorEntry(address);
        return below == null ? Optional.empty() : Optional.of(below.getValue()).filter(p -> covers(p, address));
    }

    private static boolean covers(Piece piece, Iova address) {
        return address.alignedTo(piece.size()).equals(piece.start());
    }

    /**
     * Takes what it was told by one call.
     *
     * @param contract whether pages that did not change must be left alone
     * @return what is wrong with it
     */
    Optional<String> take(List<Event> events, boolean contract) {
        NavigableMap<Iova, Piece> before = new TreeMap<>(pieces);
        latest = events;
        for (Event event : events) {
            Optional<String> wrong = take(event);
            if (wrong.isPresent()) {
                return wrong.map(w -> "listener " + listener.id() + ": " + w + ": " + event);
            }
        }
        boolean restarted = events.stream().anyMatch(e -> e instanceof Event.ModeChanged);
        return !contract || restarted ? Optional.empty() : needless(before, events);
    }

    private Optional<String> take(Event event) {
        return switch (event) {
            case Event.Mapped(var to, Piece piece) -> wish(Wish.MAP).or(() -> proper(piece)).or(() -> map(piece));
            case Event.Unmapped(var to, Iova start, long size) -> wish(Wish.UNMAP).or(() -> block(start, size)).or(() -> unmap(start, size));
            case Event.Replaced(var to, Piece piece) -> wish(Wish.MAP).or(() -> proper(piece)).or(() -> replace(piece));
            case Event.ModeChanged(var to, Mode now) -> change(now);
            case Event.Skipped(var to, Piece piece) -> wish(Wish.MAP).or(() -> natural(piece)).or(() ->
                    when(memory.isMemory(piece.frame(), piece.size()), "skipped what is memory"));
            case Event.DeviceTlbInvalidated(var to, Iova start, long size) -> wish(Wish.DEVICE_TLB)
                    .or(() -> size == 0 ? Optional.empty() : block(start, size));
        };
    }

    private Optional<String> wish(Wish wish) {
        return when(!listener.wants(wish), "it has no wish " + wish);
    }

    private Optional<String> proper(Piece piece) {
        return natural(piece).or(() -> when(!memory.isMemory(piece.frame(), piece.size()), "mapped to what is no memory"));
    }

    private Optional<String> natural(Piece piece) {
        return block(piece.start(), piece.size()).or(() -> when(piece.frame().value() % PAGE != 0 || piece.rights() == Rights.NONE,
                "a frame off its alignment, or no right at all"));
    }

    private Optional<String> block(Iova start, long size) {
        boolean natural = Long.bitCount(size) == 1 && size != 0 && Long.compareUnsigned(size, PAGE) >= 0 && start.offsetIn(size) == 0;
        return when(!natural, "no natural block of pages").or(() ->
                when(!listener.range().contains(start) || !listener.range().contains(start.plus(size - 1)), "outside its range"));
    }

    private Optional<String> map(Piece piece) {
        if (mode.isPresent() && mode.get() != Mode.TRANSLATED) {
            return Optional.of("a piece while the mode is " + mode.get());
        }
        List<Piece> there = within(piece.start(), piece.size());
        at(piece.start()).ifPresent(there::add);
        if (!there.isEmpty() && listener.wants(Wish.UNMAP)) {
            return Optional.of("mapped over " + there.getFirst());
        }
        there.forEach(p -> pieces.remove(p.start()));
        pieces.put(piece.start(), piece);
        return Optional.empty();
    }

    private Optional<String> unmap(Iova start, long size) {
        Optional<Piece> around = at(start).filter(p -> Long.compareUnsigned(p.size(), size) > 0);
        if (around.isPresent()) {
            return Optional.of("bisects " + around.get());
        }
        within(start, size).forEach(p -> pieces.remove(p.start()));
        return Optional.empty();
    }

    private Optional<String> replace(Piece piece) {
        Piece old = pieces.put(piece.start(), piece);
        return when(!listener.replaces(), "it takes no REPLACE")
                .or(() -> when(old == null || old.size() != piece.size(), "nothing of this place and size was mapped"));
    }

    private Optional<String> change(Mode now) {
        mode = Optional.of(now);
        boolean left = !pieces.isEmpty() && listener.wants(Wish.UNMAP);
        pieces.clear();
        return when(left, "the mode changes while something is mapped");
    }

    /** The pieces that begin in this block. */
    private List<Piece> within(Iova start, long size) {
        return new ArrayList<>(pieces.subMap(start, true, start.plus(size - 1), true).values());
    }

    /** L6: a page that did not change is not touched, but for a piece of which some other page did. */
    private Optional<String> needless(NavigableMap<Iova, Piece> before, List<Event> events) {
        for (Piece old : before.values()) {
            if (same(old) && events.stream().anyMatch(e -> touches(e, old))) {
                return Optional.of("listener " + listener.id() + ": " + old + " was touched, and is what it was");
            }
        }
        return Optional.empty();
    }

    private static boolean touches(Event event, Piece old) {
        return switch (event) {
            case Event.Unmapped(var to, Iova start, long size) -> old.start().alignedTo(size).equals(start);
            case Event.Replaced(var to, Piece piece) -> covers(piece, old.start());
            default -> false;
        };
    }

    /** Whether every page of a piece that was told is mapped again as it was. */
    private boolean same(Piece old) {
        long done = 0;
        while (Long.compareUnsigned(done, old.size()) < 0) {
            Iova page = old.start().plus(done);
            Optional<Piece> now = at(page);
            if (now.isEmpty() || now.get().rights() != old.rights() || now.get().snoop() != old.snoop()
                    || !frame(now.get(), page).equals(frame(old, page))) {
                return false;
            }
            done += now.get().size() - page.offsetIn(now.get().size());
        }
        return true;
    }

    /** Where this page of the piece lies. */
    static Gpa frame(Piece piece, Iova page) {
        return piece.frame().plus(page.value() - piece.start().value());
    }

    private static Optional<String> when(boolean wrong, String what) {
        return wrong ? Optional.of(what) : Optional.empty();
    }
}
