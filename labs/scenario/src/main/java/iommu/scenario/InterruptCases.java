package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Cases of lab 13. But in {@code 13.cache} and {@code 13.reuse} no entry changes once the unit has been told of the table,
 * so that whether a room has a cache makes no difference; nothing is asked twice that two conditions refuse. Destinations
 * are asked for in {@code 13.delivery} and {@code 13.posting} alone.
 */
final class InterruptCases {

    private static final String REMAPPING = "interrupt-remapping=on";
    private static final String EXTENDED = " extended-interrupts=on";
    private static final int WIDTH = 46;

    private final Draw draw;
    private final Script script;
    private final long table;
    private final List<Integer> vectors = new ArrayList<>();
    private int entries;
    private boolean extended;

    private InterruptCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.INTERRUPTS);
        this.table = draw.frame(WIDTH - 2) | 1L << 21;
        this.entries = draw.of(64, 256, 512);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("13.index", (draw, script) -> new InterruptCases(draw, script).index());
        profiles.put("13.delivery", (draw, script) -> new InterruptCases(draw, script).delivery());
        profiles.put("13.formats", (draw, script) -> new InterruptCases(draw, script).formats());
        profiles.put("13.sources", (draw, script) -> new InterruptCases(draw, script).sources());
        profiles.put("13.reserved", (draw, script) -> new InterruptCases(draw, script).reserved());
        profiles.put("13.posting", (draw, script) -> new InterruptPostings(new InterruptCases(draw, script)).write());
        profiles.put("13.cache", (draw, script) -> new InterruptCaches(new InterruptCases(draw, script)).law());
        profiles.put("13.reuse", (draw, script) -> new InterruptCaches(new InterruptCases(draw, script)).contract());
        profiles.put("13.whole-entries", (draw, script) -> new InterruptCases(draw, script).wholeEntries());
    }

    Draw draw() {
        return draw;
    }

    Script script() {
        return script;
    }

    long table() {
        return table;
    }

    int entries() {
        return entries;
    }

    void unit(String settings) {
        script.say("unit", "haw=" + WIDTH, REMAPPING + settings);
    }

    /** With x2APIC destinations or without. */
    void unitOfEitherMode(String settings) {
        extended = draw.inTurn(true, false);
        unit(EXTENDED + settings);
    }

    boolean isExtended() {
        return extended;
    }

    void on() {
        program("on", table, extended ? " extended" : "");
    }

    void program(String how, long at, String flags) {
        script.say("interrupts", how, "table=" + Numbers.hex(at), "entries=" + entries + flags);
    }

    SourceId source() {
        return new SourceId(draw.below(0x10000));
    }

    int vector() {
        return draw.between(0x10, 0xFE);
    }

    /** A destination field of which every bit counts that may. */
    String destination() {
        return "dest=" + Numbers.hex(extended ? draw.bits() & 0xFFFF_FFFFL : draw.below(256) << 8);
    }

    void entry(int index, String words) {
        entry(table, index, words);
    }

    void entry(long at, int index, String words) {
        script.say("irte", at + 16L * index, words);
    }

    /** A vector alone, of its own while there are some left. DST is 0, an APIC id in either mode: how it is read is asked elsewhere. */
    String plain() {
        if (vectors.isEmpty()) {
            vectors.addAll(draw.shuffled(IntStream.rangeClosed(0x10, 0xFE).boxed().toList()));
        }
        return "vector=" + Numbers.hex(vectors.removeLast());
    }

    void request(SourceId source, int index) {
        send(source, index, 0, false);
    }

    void request(int index) {
        request(source(), index);
    }

    void send(SourceId source, int handle, int data, boolean subhandle) {
        long address = 0xFEE0_0010L | (handle & 0x7FFFL) << 5 | (handle >>> 15 & 1) << 2 | (subhandle ? 8 : 0);
        script.say("interrupt", source, address, Integer.toUnsignedLong(data));
    }

    /** Different indices below the table's size, so many; the first and the last among them. */
    List<Integer> indices(int count) {
        List<Integer> indices = new ArrayList<>(List.of(0, entries - 1));
        while (indices.size() < count) {
            int next = draw.below(entries);
            if (!indices.contains(next)) {
                indices.add(next);
            }
        }
        return draw.shuffled(indices);
    }

    private void index() {
        unit("");
        entries = draw.inTurn(2, 4, 64, 0x1000, 0x8000, 0x1_0000);
        List<Integer> used = indices(entries == 2 ? 2 : draw.between(3, 4));
        used.forEach(index -> entry(index, plain()));
        boolean whole = entries == 0x1_0000;
        if (!whole) {
            entry(entries, plain());
            entry(draw.of(0, 1) * entries + entries - 1, plain());
        }
        on();
        for (int index : used) {
            send(source(), index, draw.of(0, draw.below(0x10000), 1), false);
            int subhandle = Math.min(index, draw.between(1, 300));
            send(source(), index - subhandle, subhandle, true);
        }
        if (!whole) {
            request(entries);
            send(source(), entries - 1, 1 + draw.below(4), true);
            request(draw.of(Math.min(0xFFFF, entries * 2), entries + draw.between(1, 3)));
            request(0x8000); // the handle's uppermost bit alone
        }
        if (entries > 4) {
            int absent = draw.below(entries);
            request(used.contains(absent) ? absent ^ 2 : absent);
        }
        send(source(), used.getFirst(), 0, true);
        request(draw.of(used));
        script.say("interrupts off", "table=" + Numbers.hex(table), "entries=" + entries);
    }

    private void delivery() {
        unitOfEitherMode("");
        List<Integer> used = indices(7);
        for (int index : used.subList(0, 6)) {
            entry(index, plain() + " " + destination() + " mode=" + draw.of(0, 1, 2, 4, 5, 7) + draw.of("", " logical") + draw.of("", " redirect")
                    + draw.of("", " level") + draw.of("", " low-set=0xf00"));
        }
        on();
        used.forEach(this::request);
    }

    private void formats() {
        boolean required = draw.inTurn(true, false);
        boolean widened = draw.inTurn(true, false);
        unit(EXTENDED + (required ? " extended-interrupts-required=on" : "") + (widened ? " interrupt-remapping-required=on" : ""));
        int index = draw.between(1, entries - 1);
        entry(index, "vector=" + Numbers.hex(vector()));
        entry(0, "vector=" + Numbers.hex(vector()));
        ask(index);
        for (String flags : draw.shuffled(List.of("", " compatibility", " extended", " extended compatibility"))) {
            program("on", table, flags);
            ask(index);
            if (draw.chance(30)) {
                program("off", table, flags);
                ask(index);
            }
        }
        program("on", table, " extended");
        send(source(), 0, 1 << 16 + draw.below(16), true);
        send(source(), 0, (draw.below(0xFFFF) + 1) << 16, true);
        send(source(), index, (draw.below(0xFFFF) + 1) << 16, false);
        send(source(), 0, 0, true);
    }

    private void ask(int index) {
        Runnable compatible = () -> script.say("interrupt", source(), 0xFEE0_0000L | (long) draw.below(256) << 12, (long) vector());
        Runnable remappable = () -> request(index);
        draw.shuffled(List.of(compatible, remappable)).forEach(Runnable::run);
    }

    private void sources() {
        unit("");
        SourceId device = source();
        int bus = device.bus();
        int first = draw.between(Math.max(0, bus - 3), bus);
        int last = draw.between(bus, Math.min(255, bus + 3));
        List<Integer> used = indices(6);
        entry(used.get(0), plain());
        for (int sq = 0; sq < 4; sq++) {
            entry(used.get(sq + 1), plain() + " from=" + device + (sq == 0 ? "" : " sq=" + sq));
        }
        entry(used.get(5), plain() + " buses=" + first + "-" + last);
        on();
        request(source(), used.get(0));
        for (int sq = 0; sq < 4; sq++) {
            int index = used.get(sq + 1);
            request(device, index);
            List<Integer> wrong = List.of(4, 2, 1, 6, 7, 1 << draw.between(3, 7), 1 << draw.between(8, 15), 8);
            draw.shuffled(wrong).subList(0, 4).forEach(bits -> request(new SourceId(device.value() ^ bits), index));
            request(new SourceId(device.value() ^ 4), index);
        }
        for (int each : List.of(first, last, first - 1, last + 1, bus)) {
            if (each >= 0 && each < 256) {
                request(Script.source(each, draw.below(256)), used.get(5));
            }
        }
        request(Script.source(bus ^ 0x80, device.value() & 0xFF), used.get(5));
    }

    private void reserved() {
        unitOfEitherMode("");
        List<Integer> used = new ArrayList<>();
        List<String> flaws = new ArrayList<>(List.of("low-set=" + Numbers.hex(1L << draw.between(12, 14)), "low-set=0x8000",
                "low-set=" + Numbers.hex(1L << draw.between(24, 31)), "high-set=" + Numbers.hex(1L << draw.between(20, 31)),
                "high-set=" + Numbers.hex(1L << draw.between(32, 63)), "high-set=0xc0000"));
        if (!extended) {
            flaws.add("low-set=" + Numbers.hex(1L << draw.between(32, 39)));
            flaws.add("low-set=" + Numbers.hex(1L << draw.between(48, 63)));
        }
        for (String flaw : draw.shuffled(flaws)) {
            used.add(used.size());
            entry(used.getLast(), plain() + draw.of("", " fpd") + " " + flaw);
        }
        for (String harmless : List.of(" fpd", " low-set=0xf00", " absent " + flaws.get(draw.below(flaws.size())), " absent fpd")) {
            used.add(used.size());
            entry(used.getLast(), plain() + harmless);
        }
        int far = 300 + draw.below(200);
        entries = 512;
        entry(far, plain());
        on();
        draw.shuffled(used).forEach(this::request);
        script.say("unreadable page", table + 4096);
        request(far);
        request(used.get(used.size() - 4));
    }

    private void wholeEntries() {
        unit("");
        List<Integer> used = indices(6);
        used.subList(0, 5).forEach(index -> entry(index, plain()));
        for (long page = 0; page < Math.max(4096, entries * 16L); page += 4096) {
            script.say("whole-only page", table + page);
        }
        on();
        used.forEach(this::request);
    }
}
