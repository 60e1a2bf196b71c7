package iommu.scenario;

import iommu.arch.SourceId;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 10. A guest without caching mode, which announces nothing of what it makes present; it invalidates what was
 * present, as it must. A case looks at a few pages, again and again: these the law is asked for.
 */
final class ShadowCases {

    private static final long PAGE = 0x1000;
    private static final long BIG = 0x20_0000;
    private static final long HUGE = 0x4000_0000L;
    /** Paging tables lie here, in the order of their first use: the top table, one of level 2, one of level 1… */
    private static final long TABLES = 0x120_0000L;
    /** Nobody listens to this device and function of the first bus. */
    private static final int SPARE = 200;
    private static final long RESERVED = 1L << 62;
    private static final String BOTH = "map unmap";

    private final Draw draw;
    private final Script script;
    /** Two devices of one bus, and one of another. */
    private final List<SourceId> devices;
    private final int first;
    private final int second;
    /** All below one table of level 2: two neighbours, and one below another page table. */
    private final long[] pages = new long[3];
    private final boolean[] there = new boolean[3];
    private final long[] frames = new long[3];
    private final String[] right = new String[3];
    private long nextFrame;

    private ShadowCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.SHADOW).say("unit caching-mode=off superpages=2M aw=39 levels=3");
        int bus = draw.of(0, 1, 0x80, draw.below(256));
        devices = List.of(Script.source(bus, 24), Script.source(bus, draw.of(25, 25, 128, 255)), Script.source(bus ^ 1, 24));
        first = draw.of(1, 2, 5, draw.between(1, 200));
        second = first + draw.of(1, 2, 8);
        long base = draw.below(200) * HUGE + draw.below(500) * BIG;
        pages[0] = base + draw.below(500) * PAGE;
        pages[1] = pages[0] + PAGE;
        pages[2] = base + BIG + draw.below(512) * PAGE;
        nextFrame = 0x10_0000_0000L + draw.below(1 << 12) * HUGE;
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("10.stores", (draw, script) -> new ShadowCases(draw, script).stores());
        profiles.put("10.contexts", (draw, script) -> new ShadowCases(draw, script).contexts());
        profiles.put("10.tables", (draw, script) -> new ShadowCases(draw, script).tables());
        profiles.put("10.shared", (draw, script) -> new ShadowCases(draw, script).shared());
        profiles.put("10.freed", (draw, script) -> new ShadowCases(draw, script).freed());
        profiles.put("10.torn", (draw, script) -> new ShadowCases(draw, script).torn());
        profiles.put("10.data", (draw, script) -> new ShadowCases(draw, script).data());
        profiles.put("10.work", (draw, script) -> new ShadowCases(draw, script).work());
    }

    private long frame(long size) {
        long frame = nextFrame + size - 1 & -size;
        nextFrame = frame + size;
        return frame;
    }

    private void map(int page) {
        frames[page] = frame(PAGE);
        right[page] = draw.of("rw", "rw", "r", "w");
        script.say("map", devices.get(0), Script.iova(pages[page]), Script.gpa(frames[page]), right[page]);
        there[page] = true;
    }

    /** The frame stays. */
    private void changeRights(int page) {
        right[page] = right[page].equals("rw") ? draw.of("r", "w") : "rw";
        script.say("map", devices.get(0), Script.iova(pages[page]), Script.gpa(frames[page]), right[page]);
    }

    private void unmap(int page) {
        script.say("unmap", devices.get(0), Script.iova(pages[page]));
        there[page] = false;
    }

    private void change(int page) {
        switch (there[page] ? draw.below(3) : 2) {
            case 0 -> unmap(page);
            case 1 -> changeRights(page);
            default -> map(page);
        }
    }

    /** Everything that was present may be forgotten now. */
    private void global() {
        script.say("invalidate context global");
        script.say("invalidate iotlb global");
    }

    private void view(int id, long page) {
        script.say("view", id, page);
    }

    /** Each page, as this listener sees it. */
    private void look(int id) {
        for (long page : pages) {
            view(id, page);
        }
    }

    private void join(int id, int device) {
        script.say("join", id, devices.get(device), BOTH + draw.of("", "", " replaces"));
    }

    private void begin() {
        script.say("attach", devices.get(0), "did=" + first);
        map(0);
        script.say("translate on");
        join(1, 0);
        look(1);
    }

    /** A device with tables of its own: nothing is shared. */
    private void mapOther(int device, int domain, long page) {
        script.say("map", devices.get(device), "did=" + domain, Script.iova(page), Script.gpa(frame(PAGE)), "rw");
    }

    private void stores() {
        begin();
        if (draw.chance(50)) {
            mapOther(2, second, pages[0]);
            join(2, 2);
            mapOther(2, second, pages[draw.of(1, 2)]);
            view(2, pages[1]);
            view(2, pages[2]);
        }
        for (int i = 0; i < 6; i++) {
            int page = draw.below(3);
            change(page);
            if (draw.chance(60)) {
                script.say("invalidate iotlb", draw.of("page did=" + first + " " + Script.iova(pages[page]), "domain did=" + first, "global"));
            }
            view(1, pages[page]);
        }
        global();
        look(1);
    }

    private void contexts() {
        script.say("attach", devices.get(0), "did=" + first);
        map(0);
        map(2);
        script.say("map", Script.source(devices.get(0).bus(), SPARE), "did=" + second, Script.iova(pages[0]), Script.gpa(frame(PAGE)), "rw");
        mapOther(2, second + 16, pages[0]);
        script.say("edit-root", devices.get(2), "low-clear=1");
        join(1, 0);
        script.say("translate on");
        look(1);
        join(2, 1);
        join(3, 2);
        view(2, pages[0]);
        view(3, pages[0]);
        mapOther(1, second + 32, pages[0]); // what becomes present is told at once
        view(2, pages[0]);
        script.say("edit-root", devices.get(2), "low-set=1");
        view(3, pages[0]);
        for (String how : draw.shuffled(List.of("detach", "did=" + second, "through"))) {
            switch (how) {
                case "detach" -> script.say("detach", devices.get(0));
                case "through" -> script.say("attach", devices.get(0), "did=" + first, "type=pass-through");
                default -> script.say("attach", devices.get(0), how);
            }
            global();
            look(1);
        }
        script.say("attach", devices.get(0), "did=" + first);
        global();
        script.say("edit-root", devices.get(0), "low-clear=1");
        global();
        view(1, pages[0]);
        view(2, pages[0]);
        script.say("edit-root", devices.get(0), "low-set=1");
        view(1, pages[0]);
        script.say("translate", draw.inTurn("off", "on root=0x8000000"));
        global();
        view(1, pages[0]);
        script.say("translate on");
        global();
        look(1);
    }

    private void tables() {
        begin();
        map(2);
        look(1);
        long big = pages[0] & -BIG;
        for (int i = 0; i < 3; i++) {
            int level = draw.of(2, 3);
            script.say("edit", devices.get(0), Script.iova(pages[0]), "level=" + level, "rights=" + draw.of("r", "w", "-"));
            global();
            look(1);
            script.say("edit", devices.get(0), Script.iova(pages[0]), "level=" + level, "rights=rw");
            if (draw.chance(50)) {
                global();
            }
            look(1);
        }
        script.say("map", devices.get(0), Script.iova(big), Script.gpa(frame(BIG)), "size=2M rw");
        global();
        look(1);
        view(1, big + BIG - PAGE);
        map(0);
        global();
        look(1);
        view(1, big + BIG - PAGE);
    }

    /** Another entry of the table of level 2 leads to the page table of the first page as well. */
    private void shared() {
        begin();
        map(2);
        long table = TABLES + 2 * PAGE;
        long other = (pages[0] & -HUGE) + (pages[0] + 7 * BIG & HUGE - BIG);
        long alias = other + (pages[0] & BIG - PAGE);
        script.say("map", devices.get(0), Script.iova(other), Script.gpa(frame(PAGE)), "rw");
        view(1, alias);
        script.say("edit", devices.get(0), Script.iova(other), "level=2", "value=" + Numbers.hex(table | draw.of(3, 3, 1)));
        global();
        view(1, alias);
        script.say("attach", devices.get(1), "did=" + first);
        join(2, draw.of(0, 1));
        for (int i = 0; i < 3; i++) {
            change(0);
            global();
            view(1, pages[0]);
            view(1, alias);
            view(2, alias);
        }
        script.say("edit", devices.get(0), Script.iova(draw.of(other, pages[0])), "level=2", "rights=-");
        global();
        map(0);
        global();
        view(1, pages[0]);
        view(1, alias);
    }

    /** The page table is unlinked, holds data, and is another one's table in the end. */
    private void freed() {
        begin();
        map(2);
        long table = TABLES + 2 * PAGE;
        long entry = table + 8 * (pages[0] >>> 12 & 511);
        script.say("edit", devices.get(0), Script.iova(pages[0]), "level=2", "rights=-");
        global();
        look(1);
        script.say("write64", entry, frame(PAGE) | 3);
        script.say("write64", table + 8 * draw.below(512), draw.bits() & -8L);
        look(1);
        script.say("write64", entry, frame(PAGE) | draw.of(1, 2, 3));
        script.say("edit", devices.get(0), Script.iova(pages[2]), "level=2", "value=" + Numbers.hex(table | 3));
        global();
        look(1);
        long moved = (pages[2] & -BIG) + (pages[0] & BIG - PAGE);
        view(1, moved);
        script.say("write64", entry, frame(PAGE) | 3);
        global();
        view(1, moved);
        look(1);
    }

    /** Entries half written, with reserved bits, and filled with whatever. */
    private void torn() {
        begin();
        map(2);
        int function = devices.get(0).value() & 0xFF;
        long context = 0x100_1000L + PAGE * (devices.get(0).value() >>> 8) + 16L * function;
        script.say("write64", context, 0L);
        global();
        look(1);
        script.say("write64", context + 8, (long) second << 8 | draw.of(3, 7, 0, 2)); // no such AW here
        script.say("write64", context, TABLES | 1);
        look(1);
        script.say("write64", context + 8, (long) second << 8 | 1); // now there is
        look(1);
        global();
        script.say("write64", context + 8, (long) second << 8 | draw.of(3, 7, 0));
        global();
        look(1);
        script.say("write128", context, TABLES | 1, (long) first << 8 | 1);
        global();
        look(1);
        reserved();
        long pair = TABLES + 2 * PAGE + 8 * (pages[0] >>> 12 & 510);
        script.say("write128", pair, frame(PAGE) | 3, frame(PAGE) | 3); // two entries at one stroke
        global();
        look(1);
    }

    /** A bit that is reserved in every entry: 62. */
    private void reserved() {
        unmap(0);
        global();
        script.say("edit", devices.get(0), Script.iova(pages[0]), "level=1", "value=" + Numbers.hex(frame(PAGE) | 3 | RESERVED));
        look(1);
        script.say("edit", devices.get(0), Script.iova(pages[0]), "level=1", "clear=" + Numbers.hex(RESERVED));
        look(1);
        long page = pages[draw.of(0, 2)];
        int level = page == pages[0] ? 1 : 2;
        script.say("edit", devices.get(0), Script.iova(page), "level=" + level, "set=" + Numbers.hex(RESERVED));
        global();
        look(1);
        script.say("edit", devices.get(0), Script.iova(page), "level=" + level, "clear=" + Numbers.hex(RESERVED));
        look(1);
        global();
    }

    private void trapped(long page) {
        script.say("trapped", page);
    }

    private void everyTable() {
        trapped(0x100_0000L);
        trapped(0x100_1000L + PAGE * (devices.get(0).value() >>> 8));
        for (int i = 0; i < 4; i++) {
            trapped(TABLES + i * PAGE);
        }
    }

    private void data() {
        begin();
        map(2);
        everyTable();
        trapped(0x900_0000L);
        script.say("edit", devices.get(0), Script.iova(pages[draw.of(0, 2)]), "level=2", "rights=-");
        global();
        everyTable();
        script.say("edit", devices.get(0), Script.iova(pages[draw.of(0, 2)]), "level=3", "rights=-");
        global();
        everyTable();
        script.say("detach", devices.get(0));
        global();
        everyTable();
        script.say("attach", devices.get(0), "did=" + first);
        everyTable();
        look(1);
        script.say("leave 1");
        global();
        everyTable();
    }

    private void work() {
        script.say("attach", devices.get(0), "did=" + first);
        map(0);
        map(1);
        map(2);
        script.say("translate on");
        join(1, 0);
        look(1);
        if (draw.chance(50)) {
            mapOther(2, second, pages[0]);
            join(2, 2);
        }
        for (int i = 0; i < 6; i++) {
            int page = draw.below(3);
            change(page);
            global();
            view(1, pages[page]);
        }
        script.say("detach", devices.get(0));
        global();
        look(1);
    }
}
