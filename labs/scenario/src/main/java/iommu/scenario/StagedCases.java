package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * Cases of lab 12b and c: walks through the tables of one or both stages. But in {@code 12.accessed-dirty} all accessed and
 * dirty bits of the first stage are set.
 */
final class StagedCases {

    private static final String UNIT = "scalable=on haw=46 aw=48 levels=3,4 pasid-bits=20 first-stage=on second-stage=on nested=on"
            + " five-levels=on snooped-walks=on supervisor-requests=on extended-accessed=on second-stage-dirty=on";
    private static final String SET = " accessed dirty";
    private static final String SNOOPED = " snooped-walk";
    private static final long TABLES = 0x20_0000L;
    private static final long SECOND = 0x100_0000L;

    private final Draw draw;
    private final Script script;
    private final int levels;
    /** Where tables of the first stage lie, by level and prefix, as their entries name them. */
    private final Map<String, Long> tables = new TreeMap<>();
    /** The lines of memory that entries were stored in. */
    private final Set<Long> lines = new TreeSet<>();
    private long next = TABLES;
    private long nextSecond = SECOND;
    private int secondLevels = 4;
    /** Added to an address that the first stage gives: where the second stage puts it. */
    private long moved;

    private StagedCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.SCALABLE);
        this.levels = draw.inTurn(4, 5, 4);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("12.first-stage", (draw, script) -> new StagedCases(draw, script).first());
        profiles.put("12.accessed-dirty", (draw, script) -> new StagedCases(draw, script).accessedDirty());
        profiles.put("12.second-stage", (draw, script) -> new StagedCases(draw, script).second());
        profiles.put("12.nested", (draw, script) -> new StagedCases(draw, script).nested());
        profiles.put("12.steps", (draw, script) -> new StagedCases(draw, script).steps());
    }

    private static int shift(int level) {
        return 12 + 9 * (level - 1);
    }

    private long canonical() {
        int width = 12 + 9 * levels;
        return draw.bits() << 64 - width >> 64 - width & -4096;
    }

    private long table(int level, long address) {
        return tables.computeIfAbsent(level == levels ? "top" : level + ":" + (address >> shift(level + 1)), key -> {
            next += 4096;
            return next;
        });
    }

    private long top() {
        return table(levels, 0);
    }

    private void store(String kind, long at, String words) {
        script.say(kind, at, words);
        lines.add(at & -64);
    }

    /** What a walk finds that does not snoop is certain only of lines that were flushed. */
    private void flush() {
        lines.forEach(line -> script.say("flush", line));
    }

    /** The entry of this level on the way to an address. */
    private void firstEntry(int level, long address, String words) {
        store("first-stage", table(level, address) + moved + (address >>> shift(level) & 0x1FF) * 8, words);
    }

    /** All entries on the way. @param words beside target and size, of each level */
    private void map(long address, int leaf, long frame, IntFunction<String> words) {
        for (int level = levels; level > leaf; level--) {
            firstEntry(level, address, "to=" + Numbers.hex(table(level - 1, address)) + words.apply(level));
        }
        firstEntry(leaf, address, "to=" + Numbers.hex(frame) + (leaf > 1 ? " large" : "") + words.apply(leaf));
    }

    private void map(long address, int leaf, long frame, String words) {
        map(address, leaf, frame, level -> words);
    }

    private void walk(String how, long address, String context) {
        script.say("stages first", how.replace("@", Numbers.hex(address)), "first-table=" + Numbers.hex(top()) + " first-levels=" + levels + context);
    }

    private String access() {
        return draw.of("read @", "write @", "atomic @", "zero-read @");
    }

    private long frame(int leaf) {
        return draw.frame(45) & -(1L << shift(leaf)) | 1L << 33;
    }

    private void first() {
        boolean gigabytes = draw.inTurn(true, false);
        script.say("unit", UNIT + " gigabyte-first-stage=" + (gigabytes ? "on" : "off"));
        int size = draw.of(1, 2, gigabytes ? 3 : 2);
        int leaf = size == 1 ? 2 : 1;
        long page = canonical();
        String all = SET + " write user";
        boolean both = draw.inTurn(true, true, false);
        int weak = draw.between(both ? leaf + 1 : leaf, levels);
        String lacking = both ? "" : draw.of(" write", " user");
        map(page, leaf, frame(leaf), level -> SET + (level == weak ? lacking : " write user"));
        long beside = page ^ 1L << shift(levels) + draw.below(8);
        map(beside, size, frame(size), all);
        long offset = draw.offset(1L << shift(size));
        List<Runnable> walks = new ArrayList<>();
        for (String flags : List.of("", " serves-supervisor", " serves-supervisor write-protect")) {
            for (String how : List.of("read @", "write @", flags.isEmpty() ? "zero-read @" : "read @ supervisor", "write @ supervisor")) {
                walks.add(() -> walk(how, page | draw.offset(1L << shift(leaf)) & (1L << shift(leaf)) - 1, SNOOPED + flags));
            }
        }
        walks.add(() -> walk("read @", beside & -(1L << shift(size)) | offset, SNOOPED + " snooped-pages"));
        walks.add(() -> walk("write @", beside & -(1L << shift(size)) | offset, SNOOPED));
        walks.add(() -> walk("read @", beside ^ 1L << draw.between(12 + 9 * levels, 63), SNOOPED));
        walks.add(() -> walk("read @", beside ^ -1L << 11 + 9 * levels, SNOOPED)); // canonical, and not mapped
        walks.add(() -> walk("read @", beside ^ -1L << 12 + 9 * levels, SNOOPED)); // the bits above agree, with each other alone
        draw.shuffled(walks).forEach(Runnable::run);
        flaws(beside, size, all);
        firstEntry(levels, page, "to=" + Numbers.hex(table(levels - 1, page)) + all);
        firstEntry(leaf, page, "to=" + Numbers.hex(frame(leaf)) + (leaf > 1 ? " large" : "") + all + attribute(leaf));
        walk("read @", page, SNOOPED);
        if (!gigabytes) {
            firstEntry(3, beside, "to=0x40000000 large" + all);
            walk("read @", beside, SNOOPED);
        }
    }

    /** PAT, which is no flaw. */
    private static String attribute(int size) {
        return " flip=" + (size > 1 ? 12 : 7);
    }

    /** One entry after the other is wrong, and mended. */
    private void flaws(long page, int size, String all) {
        long to = frame(size);
        String good = "to=" + Numbers.hex(to) + (size > 1 ? " large" : "") + all;
        List<String> wrong = new ArrayList<>(List.of(" absent flip=46", " flip=" + draw.between(46, 51)));
        if (size > 1) {
            wrong.add(" flip=" + draw.between(13, shift(size) - 1));
        }
        wrong.add(" flip=" + draw.between(52, 62));
        wrong.add(attribute(size));
        for (String each : draw.shuffled(wrong)) {
            firstEntry(size, page, good + each);
            walk("read @", page, SNOOPED);
        }
        firstEntry(size, page, good);
        int above = levels;
        firstEntry(above, page, "to=0x0" + all + " flip=7"); // no page is that large
        walk("read @", page, SNOOPED);
        firstEntry(above, page, "to=" + Numbers.hex(table(above - 1, page)) + all);
        for (long unreadable : draw.shuffled(List.of(top(), table(above - 1, page)))) {
            script.say("unreadable page", unreadable);
            walk("read @", page, SNOOPED);
            script.say("readable page", unreadable);
        }
    }

    private void accessedDirty() {
        script.say("unit", UNIT);
        String rights = " write user";
        long page = canonical();
        int clear = draw.between(2, levels);
        map(page, 1, frame(1), level -> rights + (level == clear || level == 1 ? "" : " accessed") + draw.of("", " dirty", ""));
        flush();
        walk("read @", page, "");
        walk("read @", page, SNOOPED);
        flush();
        walk("read @", page, "");
        walk("write @", page, "");
        walk(draw.of("write @", "atomic @"), page | 8, SNOOPED);
        flush();
        walk("write @", page, "");
        walk("read @", page, SNOOPED + " extended");
        long other = page ^ 1L << shift(levels);
        int size = draw.of(1, 2);
        map(other, size, frame(size), level -> rights + draw.of("", " accessed", " extended"));
        String large = size > 1 ? " large" : "";
        walk(draw.of("write @", "atomic @"), other, SNOOPED + draw.of("", " extended"));
        walk("zero-read @", other, SNOOPED);
        firstEntry(size, other, "to=" + Numbers.hex(frame(size)) + large + " user");
        walk("write @", other, SNOOPED);
        walk("read @", other, SNOOPED);
        firstEntry(size, other, "to=" + Numbers.hex(frame(size)) + large + rights + draw.of("", " accessed"));
        script.say("read-only page", table(size, other));
        walk("write @", other, SNOOPED);
        script.say("readable page", table(size, other));
        walk("write @", other, SNOOPED);
        firstEntry(size, other, "to=0xfee00000" + large + rights + " accessed");
        walk("write @", other, SNOOPED);
        firstEntry(size, other, "to=" + Numbers.hex(frame(size)) + large + rights + SET);
        script.say("read-only page", table(size, other));
        walk("write @", other, SNOOPED);
    }

    private long secondTable() {
        nextSecond += 4096;
        return nextSecond;
    }

    /** Entries of a way of its own below the entry of the top level. @return the tables, by level; the top is always the same */
    private long[] mapSecond(long input, int leaf, long frame, IntFunction<String> words) {
        long[] used = new long[6];
        used[secondLevels] = SECOND;
        for (int level = secondLevels; level >= leaf; level--) {
            if (level > leaf) {
                used[level - 1] = secondTable();
            }
            secondEntry(used[level], level, input, "to=" + Numbers.hex(level > leaf ? used[level - 1] : frame)
                    + (level == leaf && leaf > 1 ? " large" : "") + words.apply(level));
        }
        return used;
    }

    private void secondEntry(long table, int level, long input, String words) {
        store("second-stage", table + (input >>> shift(level) & 0x1FF) * 8, words);
    }

    private void walkSecond(String how, long input, String context) {
        script.say("stages second", how.replace("@", Numbers.hex(input)), "second-table=" + Numbers.hex(SECOND) + " second-levels=" + secondLevels
                + " serves-supervisor" + context);
    }

    private void second() {
        boolean snoops = draw.inTurn(true, false);
        script.say("unit", UNIT + " snoop-control=" + (snoops ? "on" : "off") + " zlr=" + draw.inTurn("on", "off"));
        secondLevels = draw.inTurn(3, 4);
        int width = 12 + 9 * secondLevels;
        long input = draw.frame(width);
        int leaf = draw.of(1, 1, 2, 3);
        long other = input ^ 1L << shift(secondLevels);
        int size = draw.inTurn(2, 1, 2);
        String full = " read write";
        long[] used = mapSecond(other, size, frame(size), level -> full + (snoops && level == size ? " snoop" : ""));
        walkSecond("write @", other, SNOOPED);
        walkSecond("read @", other, SNOOPED + " second-dirty");
        flush();
        walkSecond("write @", other, " second-dirty");
        walkSecond("write @", other, SNOOPED + " second-dirty");
        flush();
        walkSecond("write @", other, " second-dirty");
        secondEntry(used[size], size, other, "to=" + Numbers.hex(frame(size)) + (size > 1 ? " large" : "") + full);
        walkSecond(draw.of("write @", "atomic @"), other, SNOOPED + " second-dirty"); // the first of all is a write
        walkSecond("read @", other ^ 1L << draw.between(width, 62), SNOOPED);
        rights(input, leaf);
        secondFlaws(other, size, used, snoops);
    }

    /** What is allowed with these rights, and what isn't. */
    private List<String> hows(String rights) {
        return switch (rights) {
            case " read" -> List.of("read @", draw.of("write @", "atomic @"));
            case " write" -> List.of("write @", "atomic @", "read @", "zero-read @");
            default -> List.of("read @", "zero-read @");
        };
    }

    /** Each right is what some level lacks. */
    private void rights(long input, int leaf) {
        String full = " read write";
        long frame = frame(leaf);
        long[] used = mapSecond(input, leaf, frame, level -> full);
        for (String own : draw.shuffled(List.of(" read", " write", ""))) {
            int weak = leaf == secondLevels || draw.chance(30) ? leaf : draw.between(leaf + 1, secondLevels);
            String to = "to=" + Numbers.hex(weak > leaf ? used[weak - 1] : frame) + (weak == leaf && leaf > 1 ? " large" : "");
            secondEntry(used[weak], weak, input, to + own);
            for (String how : draw.shuffled(hows(own))) {
                walkSecond(how, input | draw.offset(1L << shift(leaf)) & (1L << shift(leaf)) - 1, SNOOPED + draw.of("", " snooped-pages"));
            }
            secondEntry(used[weak], weak, input, to + full);
        }
    }

    /** The leaf is wrong in one way after the other; then what leads to it is. */
    private void secondFlaws(long other, int size, long[] used, boolean snoops) {
        String full = " read write";
        List<String> wrong = new ArrayList<>(List.of(" flip=" + draw.between(46, 51), " flip=62", " flip=0,1,46", " flip=10"));
        if (!snoops) {
            wrong.add(" flip=11");
        }
        if (size > 1) {
            wrong.add(" flip=" + draw.between(12, shift(size) - 1));
        }
        for (String each : draw.shuffled(wrong)) {
            secondEntry(used[size], size, other, "to=" + Numbers.hex(frame(size)) + (size > 1 ? " large" : "") + full + each);
            walkSecond("read @", other, SNOOPED);
        }
        secondEntry(used[size], size, other, "to=0xfee00000" + (size > 1 ? " large" : "") + full);
        walkSecond("read @", other, SNOOPED);
        for (int level = secondLevels; level >= 3; level--) { // 1 GiB isn't offered, and no page is larger
            secondEntry(used[level], level, other, "to=0x0 large" + full);
            walkSecond("read @", other, SNOOPED);
            secondEntry(used[level], level, other, "to=" + Numbers.hex(used[level - 1]) + full);
        }
        for (long unreadable : draw.shuffled(List.of(used[size], SECOND))) {
            script.say("unreadable page", unreadable);
            walkSecond("read @", other, SNOOPED);
            script.say("readable page", unreadable);
        }
    }

    private void walkNested(String how, long address, String context) {
        script.say("stages nested", how.replace("@", Numbers.hex(address)), "first-table=" + Numbers.hex(top()) + " first-levels=" + levels + " second-table="
                + Numbers.hex(SECOND) + " second-levels=" + secondLevels + context);
    }

    private String leaf2M(long host, String rights) {
        return "to=" + Numbers.hex(host) + " large" + rights;
    }

    private void nested() {
        script.say("unit", UNIT);
        secondLevels = draw.inTurn(3, 4, 3);
        moved = (draw.below(64) + 64L) << 21;
        long data = 0x40_0000L + (draw.below(8) << 21);
        long host = frame(2);
        String full = " read write";
        long[] used = mapSecond(TABLES, 2, TABLES + moved, level -> full);
        long pages = secondTable();
        secondEntry(used[2], 2, data, "to=" + Numbers.hex(pages) + full);
        int index = draw.below(511);
        secondEntry(pages, 1, data + 4096L * index, "to=" + Numbers.hex(host) + full);
        String rights = SET + " write user";
        long page = canonical();
        map(page, 1, data + 4096L * index, level -> rights + (level == 1 ? draw.of("", " extended") : ""));
        walkNested("read @", page | 0x123 & -8, SNOOPED);
        walkNested("write @", page, SNOOPED);
        long large = page ^ 1L << shift(levels);
        map(large, 2, data, level -> rights);
        walkNested("write @", large & -(1L << 21) | 4096L * index, SNOOPED + draw.of("", " snooped-pages"));
        walkNested("read @", large & -(1L << 21) | 4096L * (index + 1), SNOOPED);
        secondEntry(pages, 1, data + 4096L * index, "to=" + Numbers.hex(host) + " read");
        walkNested("read @", page, SNOOPED + draw.of(" serves-supervisor", " serves-supervisor write-protect"));
        walkNested("write @", page, SNOOPED);
        walkNested("write @ supervisor", page, SNOOPED + " serves-supervisor");
        firstEntry(1, page, "to=" + Numbers.hex(data + 4096L * index) + " write user");
        walkNested("read @", page, SNOOPED);
        secondEntry(used[2], 2, TABLES, leaf2M(TABLES + moved, " read"));
        walkNested("read @", page, SNOOPED);
        firstEntry(1, page, "to=" + Numbers.hex(data + 4096L * index) + " user");
        walkNested("read @", page, SNOOPED);
        for (String rest : draw.shuffled(List.of(" write", ""))) {
            secondEntry(used[2], 2, TABLES, leaf2M(TABLES + moved, rest));
            walkNested("read @", page, SNOOPED);
        }
        secondEntry(used[2], 2, TABLES, leaf2M(TABLES + moved, full));
        walkNested("read @", page, SNOOPED);
        firstEntry(1, page, "to=" + Numbers.hex(1L << draw.between(12 + 9 * secondLevels == 48 ? 45 : 39, 45)) + rights);
        walkNested("read @", page, SNOOPED);
        dirtyBelow(page, data + 4096L * index, used[2], pages, host);
    }

    /** With SSADE the second stage's own flags are kept as well. */
    private void dirtyBelow(long page, long data, long tables, long pages, long host) {
        String full = " read write";
        secondEntry(pages, 1, data, "to=" + Numbers.hex(host) + full);
        firstEntry(1, page, "to=" + Numbers.hex(data) + SET + " write user");
        walkNested("read @", page, SNOOPED + " second-dirty");
        walkNested("write @", page, SNOOPED + " second-dirty");
        secondEntry(tables, 2, TABLES, leaf2M(TABLES + moved, full));
        firstEntry(1, page, "to=" + Numbers.hex(data) + " write user");
        walkNested("write @", page, SNOOPED + " second-dirty");
        flush();
        walkNested("write @", page, " second-dirty");
    }

    private void steps() {
        script.say("unit", UNIT);
        int size = draw.of(1, 2);
        long page = canonical();
        map(page, size, frame(size), SET + " write user");
        walk("read @", page | draw.offset(4096) & -8, SNOOPED);
        walk("read @", page ^ 1L << shift(levels), SNOOPED);
        secondLevels = draw.of(3, 4);
        long input = draw.frame(12 + 9 * secondLevels);
        int leaf = draw.of(1, 2);
        mapSecond(input, leaf, frame(leaf), level -> " read write");
        walkSecond(access(), input, SNOOPED);
        walkSecond(access(), input ^ 1L << shift(secondLevels), SNOOPED);
    }
}
