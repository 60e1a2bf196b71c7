package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 02: second-stage walks. Every topic maps its pages under top-level entries of their own, and outside
 * its own topic a page is readable and writable at every level.
 */
final class WalkCases {

    private static final long PAGE = 0x1000;
    private static final long BIG = 0x20_0000;
    private static final long HUGE = 0x4000_0000;
    private static final long PS = 0x80;
    private static final long SNP = 0x800;

    private final Draw draw;
    private final Script script;
    private SourceId source;
    private int did = 1;
    private int levels = 4;
    private int haw = 48;
    private boolean snoopControl = true;
    private List<Long> sizes = List.of(PAGE, BIG, HUGE);
    private int nextTop;

    private WalkCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.WALK);
        source = Script.source(draw.of(0, 0x80, draw.below(256)), draw.below(256));
        nextTop = draw.of(0, 511, draw.below(512));
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("02.levels", (draw, script) -> new WalkCases(draw, script).levels());
        profiles.put("02.rights", (draw, script) -> new WalkCases(draw, script).rights());
        profiles.put("02.superpages", (draw, script) -> new WalkCases(draw, script).superpages());
        profiles.put("02.reserved", (draw, script) -> new WalkCases(draw, script).reserved());
        profiles.put("02.bounds", (draw, script) -> new WalkCases(draw, script).bounds());
        profiles.put("02.holes", (draw, script) -> new WalkCases(draw, script).holes());
        profiles.put("02.steps", (draw, script) -> new WalkCases(draw, script).steps());
        profiles.put("02.all", (draw, script) -> new WalkCases(draw, script).all());
    }

    private static String aw(int levels) {
        return "aw=" + (12 + 9 * levels);
    }

    /** Attaches the source to tables of some depth, on a unit that offers it. */
    private void attach(String unit) {
        levels = draw.inTurn(3, 4, 5);
        script.say("unit " + aw(draw.between(levels, 5)) + unit);
        attach();
    }

    private void attach() {
        script.say("attach", source, Script.did(did) + " levels=" + levels);
    }

    /** From now on another device, whose tables have this depth. */
    private void attachAnother(int depth) {
        source = Script.source(source.bus(), source.value() & 0xFF ^ 0x81);
        did++;
        levels = depth;
        attach();
    }

    private static int shift(int level) {
        return 3 + 9 * level;
    }

    /** A page under a top-level entry that no other page uses, nor its neighbours. */
    private long fresh() {
        nextTop = nextTop + 5 & 511;
        long iova = (long) nextTop << shift(levels);
        for (int level = 1; level < levels; level++) {
            iova |= (long) draw.index() << shift(level);
        }
        return iova;
    }

    private long frame(int width) {
        long frame = draw.frame(width);
        return frame >>> 20 == 0xFEE ? 0 : frame; // not the interrupt range
    }

    private long map(long iova, long size, String attributes) {
        script.say("map", source, Script.did(did), Script.iova(iova & -size), Script.gpa(frame(haw - 1) & -size)
                + (size == PAGE ? "" : " size=" + Numbers.size(size)), attributes);
        return iova & -size;
    }

    private long mapFresh() {
        return map(fresh(), PAGE, "rw");
    }

    private void walk(String access, long iova) {
        script.say("walk", source, access, iova);
    }

    private void walk(long iova) {
        walk(draw.of("read", "write"), iova);
    }

    private void edit(long iova, int level, String change) {
        script.say("edit", source, Script.iova(iova), "level=" + level, change);
    }

    private static String set(int bit) {
        return "set=" + Numbers.hex(1L << bit);
    }

    private void levels() {
        attach("");
        List<Long> pages = new ArrayList<>();
        for (int i = draw.between(2, 4); i > 0; i--) {
            pages.add(mapFresh());
        }
        pages.add(map(draw.of(0L, (1L << 12 + 9 * levels) - PAGE), PAGE, "rw"));
        pages.add(map(pages.get(0) ^ PAGE << 9 * draw.below(levels), PAGE, "rw"));
        pages.add(throughHighTable());
        for (long page : draw.shuffled(pages)) {
            walk(page + draw.offset(PAGE));
            walk(draw.of("read", "write", "atomic", "zero-read"), page + draw.offset(PAGE));
            int level = draw.between(1, levels);
            walk((page ^ (long) draw.of(1, 256, 511) << shift(level)) + draw.offset(PAGE));
        }
        if (draw.chance(50)) {
            otherDevice(pages.get(0));
        }
        long gone = draw.of(pages);
        edit(gone, draw.between(1, levels), "rights=-");
        walk(gone);
    }

    /** A page whose table lies above 4 GiB. */
    private long throughHighTable() {
        long page = mapFresh();
        long table = 1L << draw.between(32, 46) | draw.frame(46);
        script.say("write64", table + 8 * (page >>> shift(1) & 511), frame(haw - 1) | 3);
        edit(page, 2, "value=" + Numbers.hex(table | 3));
        return page;
    }

    /** The same page in a domain with tables of another depth. */
    private void otherDevice(long iova) {
        SourceId other = Script.source(source.bus(), source.value() & 0xFF ^ 0x81);
        script.say("attach", other, "did=2 levels=3");
        long page = iova & (1L << 39) - PAGE;
        script.say("map", other, Script.iova(page), Script.gpa(frame(haw - 1)), "rw");
        script.say("walk", other, "read", page + draw.offset(PAGE));
        walk(iova);
    }

    private void rights() {
        attach(" zlr=" + draw.inTurn("on", "off"));
        List<String> accesses = List.of("read", "write", "atomic", "zero-read");
        long open = mapFresh();
        accesses.forEach(access -> walk(access, open + draw.offset(PAGE)));
        for (int level : draw.shuffled(List.of(2, levels, draw.between(2, levels)))) {
            long page = map(fresh(), PAGE, draw.of("r", "w", "rw", "rw"));
            edit(page, level, "rights=" + draw.of("r", "w", "r", "w", "-"));
            if (draw.chance(30)) {
                edit(page, draw.between(1, levels), "rights=" + draw.of("r", "w", "rw"));
            }
            draw.shuffled(accesses).subList(0, 3).forEach(access -> walk(access, page + draw.offset(PAGE)));
        }
        for (String right : draw.shuffled(List.of("r", "w"))) { // of the leaf alone
            long page = map(fresh(), PAGE, right);
            draw.shuffled(accesses).forEach(access -> walk(access, page));
        }
    }

    private void superpages() {
        int most = draw.inTurn(3, 3, 3, 2, 2, 1);
        sizes = List.of(PAGE, BIG, HUGE).subList(0, most);
        attach(" superpages=" + List.of("none", "2M", "2M,1G").get(most - 1));
        List<Runnable> topics = List.of(() -> large(BIG), () -> large(HUGE), () -> large(BIG), () -> large(HUGE),
                () -> sizes.forEach(this::dirtyLarge), () -> walk(mapFresh() + draw.offset(PAGE)), this::pageSizeHighUp,
                this::besideInterrupts);
        draw.shuffled(topics).forEach(Runnable::run);
    }

    /** The page begins in the interrupt range, what is reached lies behind it (LGN.4). */
    private void besideInterrupts() {
        long page = fresh() & -BIG;
        script.say("map", source, Script.iova(page), Script.gpa(0xFEE0_0000L) + " size=2M", "rw");
        walk(page + BIG / 2 + draw.offset(BIG / 2));
    }

    private void large(long size) {
        long page = map(fresh(), size, "rw");
        walk(page + draw.offset(size));
        walk(page + size - 1);
        walk(page ^ size);
        if (size == BIG && draw.chance(50)) { // a table of small pages beside it
            long beside = map(page ^ size | draw.offset(size) & -PAGE, PAGE, "rw");
            walk(beside + draw.offset(PAGE));
            walk(page + draw.offset(size));
        }
    }

    /** A large leaf with an address bit below its size, the lowest and the highest among them: reserved. */
    private void dirtyLarge(long size) {
        if (size > PAGE) {
            int level = size == BIG ? 2 : 3;
            oneByOne(map(fresh(), size, "rw"), level, List.of(12, shift(level) - 1, draw.between(13, shift(level) - 2)));
        }
    }

    /** Walks with each of these bits set in the entry of this level, one after the other. */
    private void oneByOne(long page, int level, List<Integer> bits) {
        String before = "";
        for (int bit : draw.shuffled(bits)) {
            edit(page, level, before + set(bit));
            walk(page + draw.offset(PAGE));
            before = "clear=" + Numbers.hex(1L << bit) + " ";
        }
    }

    /** PS at level 4 or 5: reserved, also where the address bits are those of a leaf. */
    private void pageSizeHighUp() {
        if (levels > 3) {
            long page = mapFresh();
            int level = draw.between(4, levels);
            edit(page, level, "set=" + Numbers.hex(PS));
            walk(page);
            edit(page, level, "clear=" + Numbers.hex((1L << shift(level)) - PAGE) + " set=" + Numbers.hex(PS));
            walk(page);
        }
    }

    private void reserved() {
        haw = draw.of(39, 40, 46, 48, 51);
        snoopControl = draw.inTurn(true, false);
        attach(" haw=" + haw + " snoop-control=" + (snoopControl ? "on" : "off"));
        List<Runnable> topics = List.of(() -> reservedBit(62), () -> reservedBit(haw), () -> reservedBit(51),
                this::reservedPointer, this::dirtyHole, this::ignoredBits, this::pageSizeOfSmallPage, this::snoop, this::topFrame);
        draw.shuffled(topics).forEach(Runnable::run);
        walk(mapFresh());
    }

    private void reservedBit(int bit) {
        long page = mapFresh();
        edit(page, draw.between(1, levels), set(bit));
        walk(page);
    }

    private void reservedPointer() {
        long page = mapFresh();
        edit(page, draw.between(2, levels), "set=" + Numbers.hex(SNP));
        walk(page);
    }

    private void dirtyHole() {
        long page = mapFresh();
        edit(page, draw.between(1, levels), "rights=- " + set(draw.of(62, 51, haw)));
        walk(page);
    }

    private void ignoredBits() {
        oneByOne(mapFresh(), draw.between(1, levels), List.of(draw.of(63, 61), draw.between(52, 60), draw.between(8, 10),
                draw.between(2, 6)));
    }

    private void pageSizeOfSmallPage() {
        oneByOne(mapFresh(), 1, List.of(7));
    }

    private void snoop() {
        long page = map(fresh(), PAGE, "rw snoop");
        walk(page + draw.offset(PAGE));
        walk(mapFresh());
    }

    private void topFrame() {
        long page = mapFresh();
        edit(page, 1, set(haw - 1));
        walk(page + draw.offset(PAGE));
    }

    /** Both the unit's width and that of the tables bound an address, the narrower of the two: each has a device. */
    private void bounds() {
        int mgaw = draw.of(39, 42, 47, 48, 52, 57);
        script.say("unit aw=57 mgaw=" + mgaw);
        List<Integer> depths = draw.shuffled(mgaw == 57 ? List.of(4, 5) : mgaw > 48 ? List.of(draw.of(3, 4), 5)
                : List.of(3, draw.of(4, 5)));
        levels = depths.get(0);
        attach();
        int limit = Math.min(mgaw, 12 + 9 * levels);
        beyond(limit);
        outputs(limit);
        unreadable(limit);
        attachAnother(depths.get(1));
        beyond(Math.min(mgaw, 12 + 9 * levels));
    }

    private void outputs(int limit) {
        for (long frame : draw.shuffled(List.of(0xFEE0_0000L, 0xFEEF_F000L, 0xFEE0_0000L | draw.below(256) * PAGE,
                0xFEDF_F000L, 0xFEF0_0000L, 0x1_FEE0_0000L)).subList(0, 4)) {
            long page = below(limit);
            script.say("map", source, Script.iova(page), Script.gpa(frame), "rw");
            walk(page + draw.offset(PAGE));
        }
    }

    private long below(int limit) {
        return fresh() & (1L << limit) - 1;
    }

    private void beyond(int limit) {
        long last = map((1L << limit) - PAGE, PAGE, "rw");
        walk(last + draw.offset(PAGE));
        long page = map(below(limit), PAGE, "rw");
        walk(page);
        walk(1L << limit);
        walk(page | 1L << draw.of(limit, 63, draw.between(limit, 63)));
        walk(last | 1L << draw.between(limit, 63));
    }

    private void unreadable(int limit) {
        long first = map(below(limit), PAGE, "rw");
        List<Integer> some = List.of(levels, draw.between(1, levels - 1), draw.between(1, levels - 1));
        for (int level : draw.shuffled(some)) {
            String table = "table " + source + " " + Script.iova(first) + " level=" + level;
            script.say("unreadable", table);
            walk(first + draw.offset(PAGE));
            script.say("readable", table);
            walk(first);
        }
    }

    private void holes() {
        attach("");
        for (int i = 2; i > 0; i--) {
            long page = mapFresh();
            walk(page);
            for (int level : draw.shuffled(List.of(1, 2, 3, levels))) {
                walk((page ^ (long) draw.of(1, 256, 3) << shift(level)) + draw.offset(PAGE));
            }
            edit(page, draw.between(1, levels), "rights=-");
            walk(page + draw.offset(PAGE));
        }
        otherFaults();
    }

    /** Entries that are there and stop the walk, at any level; and an output that is nobody's entry's fault. */
    private void otherFaults() {
        long dark = mapFresh();
        String table = "table " + source + " " + Script.iova(dark) + " level=" + draw.between(1, levels);
        script.say("unreadable", table);
        walk(dark + draw.offset(PAGE));
        script.say("readable", table);
        long dirty = mapFresh();
        edit(dirty, draw.between(1, levels), "set=0x4000000000000000");
        walk(dirty + draw.offset(PAGE));
        interruptRange();
    }

    private void steps() {
        attach("");
        for (long size : draw.shuffled(List.of(PAGE, PAGE, PAGE, BIG, HUGE))) {
            long page = map(fresh(), size, "rw");
            walk(page);
            if (size == PAGE) {
                walk(page + draw.offset(PAGE));
                walk(page ^ PAGE);
            }
        }
    }

    private void all() {
        haw = draw.of(40, 46, 48, 51);
        snoopControl = draw.chance(70);
        attach(" haw=" + haw + " snoop-control=" + (snoopControl ? "on" : "off") + " zlr=" + draw.of("on", "off"));
        List<Runnable> topics = List.of(() -> walk(mapFresh() + draw.offset(PAGE)), () -> large(BIG),
                () -> large(HUGE), () -> dirtyLarge(draw.of(BIG, HUGE)), this::pageSizeHighUp, () -> reservedBit(draw.of(62, haw, 51)),
                this::dirtyHole, this::ignoredBits, this::snoop, () -> beyond(12 + 9 * levels),
                () -> unreadable(12 + 9 * levels), this::restricted, this::restricted, this::interruptRange);
        draw.shuffled(topics).forEach(Runnable::run);
    }

    private void restricted() {
        long page = map(fresh(), draw.of(PAGE, PAGE, BIG), draw.of("r", "w", "rw"));
        edit(page, draw.between(3, levels), "rights=" + draw.of("r", "w"));
        walk("read", page);
        walk("write", page);
        walk(draw.of("atomic", "zero-read"), page);
    }

    private void interruptRange() {
        long page = fresh();
        script.say("map", source, Script.iova(page), Script.gpa(0xFEE0_0000L | draw.below(256) * PAGE), "rw");
        walk(page + draw.offset(PAGE));
        walk(page);
    }
}
