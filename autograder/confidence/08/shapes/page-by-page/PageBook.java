package lab08;

import iommu.arch.Gpa;
import iommu.arch.Rights;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one listener was told: page by page what, and in which sheets. A sheet is torn out whole. */
final class PageBook {

    /** @param frame a page number, too */
    record Page(long frame, Rights rights, boolean snoop) {

        boolean continues(Page before) {
            return frame == before.frame + 1 && rights == before.rights && snoop == before.snoop;
        }
    }

    private final Listener reader;
    private final MemoryMap memory;
    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private final TreeMap<Long, Blocks.Span> sheets = new TreeMap<>();
    /** Pages that are no memory, and were reported. */
    private final TreeMap<Long, Page> skipped = new TreeMap<>();

    PageBook(Listener reader, MemoryMap memory) {
        this.reader = reader;
        this.memory = memory;
    }

    /** All of it goes. */
    void tearOut(List<Event> out) {
        for (Blocks.Span sheet : sheets.values()) {
            if (reader.wants(Wish.UNMAP)) out.add(new Event.Unmapped(reader, sheet.start(), sheet.bytes()));
        }
        sheets.clear();
        pages.clear();
        skipped.clear();
    }

    /** Here the tables say this now. */
    void turnTo(Blocks.Span span, TreeMap<Long, Page> now, List<Event> out) {
        TreeMap<Long, Page> nowhere = new TreeMap<>();
        now.entrySet().removeIf(e -> {
            boolean none = !memory.isMemory(new Gpa(e.getValue().frame() << 12), 4096);
            if (none) nowhere.put(e.getKey(), e.getValue());
            return none;
        });
        Map<Long, Blocks.Span> torn = new TreeMap<>();
        for (Blocks.Span sheet : new ArrayList<>(sheets.values())) {
            if (sheet.and(span) == null) continue;
            if (isStillSo(sheet, span, now)) {
                for (long page = sheet.first(); page <= sheet.last(); page++) now.remove(page);
                continue;
            }
            torn.put(sheet.first(), sheet);
            sheets.remove(sheet.first());
            for (long page = sheet.first(); page <= sheet.last(); page++) {
                Page old = pages.remove(page);
                if (!span.holds(page)) now.put(page, old);
            }
        }
        List<Event> fresh = write(now, torn);
        if (reader.wants(Wish.UNMAP)) {
            torn.values().forEach(sheet -> out.add(new Event.Unmapped(reader, sheet.start(), sheet.bytes())));
        }
        out.addAll(fresh);
        report(span, nowhere, out);
    }

    private boolean isStillSo(Blocks.Span sheet, Blocks.Span span, TreeMap<Long, Page> now) {
        for (long page = sheet.first(); page <= sheet.last(); page++) {
            if (span.holds(page) && !pages.get(page).equals(now.get(page))) return false;
        }
        return true;
    }

    /** @param torn loses what is replaced */
    private List<Event> write(TreeMap<Long, Page> now, Map<Long, Blocks.Span> torn) {
        List<Event> events = new ArrayList<>();
        for (Blocks.Span sheet : sheetsOf(now)) {
            for (long page = sheet.first(); page <= sheet.last(); page++) pages.put(page, now.get(page));
            sheets.put(sheet.first(), sheet);
            Piece piece = piece(sheet, now.get(sheet.first()));
            if (reader.replaces() && sheet.equals(torn.get(sheet.first()))) {
                torn.remove(sheet.first());
                events.add(new Event.Replaced(reader, piece));
            } else {
                events.add(new Event.Mapped(reader, piece));
            }
        }
        return events;
    }

    private static Piece piece(Blocks.Span sheet, Page first) {
        return new Piece(sheet.start(), sheet.bytes(), new Gpa(first.frame() << 12), first.rights(), first.snoop());
    }

    /** Pages that go on from each other make one sheet, if it is a natural block. */
    private static List<Blocks.Span> sheetsOf(TreeMap<Long, Page> some) {
        List<Blocks.Span> all = new ArrayList<>();
        long first = -1;
        long last = -1;
        for (long page : some.keySet()) {
            if (first >= 0 && (page != last + 1 || !some.get(page).continues(some.get(last)))) {
                all.addAll(new Blocks.Span(first, last).natural());
                first = -1;
            }
            first = first < 0 ? page : first;
            last = page;
        }
        if (first >= 0) all.addAll(new Blocks.Span(first, last).natural());
        return all;
    }

    private void report(Blocks.Span span, TreeMap<Long, Page> nowhere, List<Event> out) {
        TreeMap<Long, Page> news = new TreeMap<>(nowhere);
        news.entrySet().removeIf(e -> e.getValue().equals(skipped.get(e.getKey())));
        skipped.subMap(span.first(), true, span.last(), true).clear();
        skipped.putAll(nowhere);
        for (Blocks.Span sheet : sheetsOf(news)) {
            out.add(new Event.Skipped(reader, piece(sheet, news.get(sheet.first()))));
        }
    }
}
