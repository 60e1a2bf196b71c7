package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An external cache as strict as those of hosts: it refuses a MAP over a mapping, an UNMAP that bisects one, a REPLACE of
 * what isn't there, and a change of mode while anything is mapped.
 */
final class HostMap {

    private final TreeMap<Iova, Piece> mapped = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private Mode mode;

    /** What a device behind the cache finds at an address. */
    record Seen(Gpa frame, Rights rights, boolean snoop) {
    }

    void on(Event event) {
        events.add(event);
        switch (event) {
            case Event.Mapped(var to, Piece piece) -> {
                check(overlapping(piece.start(), piece.size()).isEmpty(), event);
                mapped.put(piece.start(), piece);
            }
            case Event.Unmapped(var to, Iova start, long size) -> {
                List<Piece> inside = overlapping(start, size);
                check(!inside.isEmpty() && inside.stream().allMatch(p -> contains(start, size, p)), event);
                inside.forEach(p -> mapped.remove(p.start()));
            }
            case Event.Replaced(var to, Piece piece) -> {
                Piece old = mapped.get(piece.start());
                check(to.replaces() && old != null && old.size() == piece.size() && !old.equals(piece), event);
                mapped.put(piece.start(), piece);
            }
            case Event.ModeChanged(var to, Mode next) -> {
                check(mapped.isEmpty() && next != mode, event);
                mode = next;
            }
            case Event.Skipped(var to, Piece piece) -> check(overlapping(piece.start(), piece.size()).isEmpty(), event);
            case Event.DeviceTlbInvalidated invalidated -> check(false, event);
        }
    }

    private static boolean contains(Iova start, long size, Piece piece) {
        return piece.start().alignedTo(size).equals(start) && piece.size() <= size;
    }

    private static void check(boolean ok, Event event) {
        if (!ok) {
            throw new AssertionError("the host refuses " + event);
        }
    }

    private List<Piece> overlapping(Iova start, long size) {
        Iova last = start.plus(size - 1);
        List<Piece> found = new ArrayList<>();
        Optional.ofNullable(mapped.floorEntry(start)).map(e -> e.getValue())
                .filter(p -> p.start().plus(p.size() - 1).compareTo(start) >= 0).ifPresent(found::add);
        mapped.subMap(start, false, last, true).values().forEach(found::add);
        return found;
    }

    Mode mode() {
        return mode;
    }

    List<Piece> pieces() {
        return List.copyOf(mapped.values());
    }

    Optional<Seen> at(Iova page) {
        return overlapping(page, 4096).stream().findFirst()
                .map(p -> new Seen(p.frame().plus(page.value() - p.start().value()), p.rights(), p.snoop()));
    }

    /** What it was told since this was last asked, in words. */
    List<String> news() {
        List<String> news = events.stream().map(HostMap::words).toList();
        events.clear();
        return news;
    }

    private static String words(Event event) {
        return switch (event) {
            case Event.Mapped(var to, Piece p) -> "map " + piece(p);
            case Event.Replaced(var to, Piece p) -> "replace " + piece(p);
            case Event.Skipped(var to, Piece p) -> "skip " + piece(p);
            case Event.Unmapped(var to, Iova start, long size) -> "unmap " + start + "+" + Long.toHexString(size);
            case Event.ModeChanged(var to, Mode mode) -> "mode " + mode;
            case Event.DeviceTlbInvalidated d -> "device-tlb";
        };
    }

    private static String piece(Piece p) {
        return p.start() + "+" + Long.toHexString(p.size()) + " to " + p.frame() + " " + p.rights() + (p.snoop() ? " snp" : "");
    }
}
