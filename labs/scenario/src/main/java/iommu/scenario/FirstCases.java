package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases of lab 00: pages of the lowest 2 MiB, looked up in one page table. Each group is about one of its conditions. */
final class FirstCases {

    private static final long PAGE = 0x1000;
    private static final long REACH = 512 * PAGE;

    private final Draw draw;
    private final Script script;
    private final SourceId source;
    private final List<Long> free = new ArrayList<>();

    private FirstCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.WALK);
        source = Script.source(draw.below(4), draw.below(256));
        for (long index : List.of(0L, 511L, 1L, 510L, 256L, 255L, 2L)) {
            free.add(index * PAGE);
        }
        for (int i = 0; i < 8; i++) {
            long page = draw.below(512) * PAGE;
            if (!free.contains(page)) {
                free.add(draw.below(free.size()), page);
            }
        }
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("00.page", (draw, script) -> new FirstCases(draw, script).pages());
        profiles.put("00.rights", (draw, script) -> new FirstCases(draw, script).rights());
        profiles.put("00.bounds", (draw, script) -> new FirstCases(draw, script).bounds());
        profiles.put("00.steps", (draw, script) -> new FirstCases(draw, script).steps());
    }

    /** A page that no other line of the case is about. */
    private long fresh() {
        return free.remove(draw.below(free.size()));
    }

    private long map(long page, long frame, String rights) {
        script.say("map", source, "did=1", Script.iova(page), Script.gpa(frame), rights);
        return page;
    }

    /** A frame of a unit with {@code haw} bits that is not where interrupts go. */
    private long frame(int haw) {
        long frame = draw.frame(haw);
        return frame >>> 20 == 0xFEE ? PAGE : frame;
    }

    private void walk(String access, long address) {
        script.say("walk", source, access, address, "levels=1");
    }

    private void walk(long address) {
        walk(draw.of("read", "write"), address);
    }

    private void pages() {
        List<Long> pages = new ArrayList<>();
        for (int i = draw.between(3, 5); i > 0; i--) {
            pages.add(map(fresh(), frame(46), "rw"));
        }
        for (long page : draw.shuffled(pages)) {
            walk("read", page + draw.offset(PAGE));
            walk("write", page + draw.offset(PAGE));
        }
        long hole = fresh();
        walk("read", hole + draw.offset(PAGE));
        walk("write", hole + draw.offset(PAGE));
        long gone = draw.of(pages);
        script.say("unmap", source, Script.iova(gone));
        walk(gone + draw.offset(PAGE));
        map(gone, frame(46), "rw");
        walk(gone + draw.offset(PAGE));
    }

    private void rights() {
        for (String rights : draw.shuffled(List.of("r", "w", "rw"))) {
            long page = map(fresh(), frame(46), rights);
            for (String access : draw.shuffled(List.of("read", "write", "atomic"))) {
                walk(access, page + draw.offset(PAGE));
            }
        }
        long page = map(fresh(), frame(46), draw.of("r", "w"));
        script.say("edit", source, Script.iova(page), "level=1", "rights=" + draw.of("r", "w", "rw", "-"));
        for (String access : List.of("read", "write", "atomic")) {
            walk(access, page + draw.offset(PAGE));
        }
    }

    private void bounds() {
        int haw = draw.of(39, 40, 46, 48);
        script.say("unit haw=" + haw);
        long last = map(REACH - PAGE, frame(haw - 1), "rw");
        long first = map(0, frame(haw - 1), "rw");
        free.removeAll(List.of(first, last));
        walk(last + PAGE - 1);
        walk(REACH);
        walk(first | 1L << draw.of(21, 63, draw.between(21, 63)));
        walk(last + draw.offset(PAGE) | 1L << draw.between(21, 63));
        walk(last | -REACH);
        long top = map(fresh(), frame(haw - 1), "rw");
        script.say("edit", source, Script.iova(top), "level=1", "set=" + Numbers.hex(1L << haw - 1));
        walk(top + draw.offset(PAGE));
        long wide = map(fresh(), frame(haw - 1), "rw");
        script.say("edit", source, Script.iova(wide), "level=1", "set=" + Numbers.hex(1L << draw.of(haw, 51, draw.between(haw, 51))));
        walk(wide + draw.offset(PAGE));
        script.say("edit", source, Script.iova(wide), "level=1", "rights=-");
        walk(wide);
        String table = "table " + source + " " + Script.iova(first) + " level=1";
        script.say("unreadable", table);
        walk(last);
        script.say("readable", table);
        walk(first + draw.offset(PAGE));
    }

    private void steps() {
        for (int i = draw.between(3, 5); i > 0; i--) {
            long page = map(fresh(), frame(46), draw.of("rw", "rw", "r"));
            walk("read", page);
            walk("read", page + draw.offset(PAGE));
        }
        walk(fresh());
    }
}
