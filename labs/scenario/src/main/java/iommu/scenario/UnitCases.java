package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 11: devices, software and a whole unit. Outside {@code 11.hits} a page is used by one kind of access alone;
 * outside {@code 11.faults} and {@code 11.commands} nobody looks at fault registers; {@link UnitCommands} has the cases
 * in which software commands.
 */
final class UnitCases {

    static final long PAGE = 0x1000;
    static final long BIG = 0x20_0000;
    static final long HUGE = 0x4000_0000;
    private static final int FSTS = 0x34;
    private static final int FECTL = 0x38;
    private static final int FIRST_RECORD = 0x220;

    private final Draw draw;
    private final Script script;
    private final List<SourceId> devices = new ArrayList<>();
    private int nextPage;

    UnitCases(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script.say("room", Room.UNIT);
        script.say("unit", "caching-mode=" + draw.inTurn("on", "off") + unit);
        int bus = draw.of(0, 0x80, draw.below(256));
        for (int i = 0; i < 3; i++) {
            devices.add(Script.source(i == 2 ? bus ^ 0x41 : bus, draw.below(85) * 3 + i));
        }
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("11.requests", (draw, script) -> new UnitCases(draw, script, "").requests());
        profiles.put("11.types", (draw, script) -> new UnitCases(draw, script, " device-tlb=on").types());
        profiles.put("11.faults", (draw, script) -> new UnitCases(draw, script, " fault-records=" + draw.inTurn(1, 8, 2, 4)
                + draw.inTurn("", " device-tlb=on", " device-tlb=on")).faults()); // without device-TLBs AT is reserved
        profiles.put("11.hits", (draw, script) -> new UnitCases(draw, script, draw.inTurn("", " zlr=off")).hits());
        profiles.put("11.late-fills", (draw, script) -> new UnitCases(draw, script, "").lateFills());
        UnitCommands.addTo(profiles);
        profiles.put("11.reuse", (draw, script) -> new UnitCases(draw, script, "").reuse());
        profiles.put("11.quiet", (draw, script) -> new UnitCases(draw, script, "").quiet());
    }

    Draw draw() {
        return draw;
    }

    Script script() {
        return script;
    }

    SourceId device() {
        return draw.of(devices);
    }

    SourceId device(int index) {
        return devices.get(index);
    }

    /** A page that no other call gives. @param size 4 KiB, 2 MiB or 1 GiB */
    long fresh(long size) {
        nextPage++;
        return (size == PAGE ? 0x10_0000_0000L : size == BIG ? 0x20_0000_0000L : 0x40_0000_0000L) + nextPage * size
                + (size == PAGE ? draw.below(3) * BIG : 0);
    }

    long frame(long size) {
        return (draw.frame(38) | 0x10_0000_0000L) & -size;
    }

    /** Maps one more page for the device. @return where */
    long map(SourceId device, int did, long size, String rights) {
        long page = fresh(size);
        mapAt(device, did, page, size, rights);
        return page;
    }

    void mapAt(SourceId device, int did, long page, long size, String rights) {
        script.say("map", device, Script.did(did), Script.iova(page),
                Script.gpa(frame(size)) + (size == PAGE ? "" : " size=" + Numbers.size(size)), rights);
    }

    /** In the last 4 KiB of the page: each further one would be one more that may have been prefetched. */
    void dma(SourceId device, String access, long page, long size) {
        script.say("dma", device, access, page + size - PAGE + draw.offset(PAGE));
    }

    long size() {
        return draw.of(PAGE, PAGE, BIG, HUGE);
    }

    private String access() {
        return draw.of("read", "write", "atomic");
    }

    private void requests() {
        SourceId alone = Script.source(0xEE, draw.below(256));
        long size = size();
        String access = access();
        long shared = map(device(0), 1, size, "rw");
        script.say("attach", device(1), "did=1");
        long other = map(device(2), draw.between(2, 900), PAGE, "rw");
        dma(device(0), access, shared, size);
        script.say("root");
        dma(device(1), access, shared, size);
        script.say("te on");
        for (int i = 0; i < 2; i++) {
            dma(device(0), access, shared, size);
            dma(device(1), access, shared, size);
        }
        script.say("mmio write64 0x20", draw.of(0L, 0x300_0000L)); // RTADDR counts from SRTP on
        dma(device(2), "write", other, PAGE);
        long readOnly = map(device(0), 1, PAGE, "r");
        dma(device(0), "write", readOnly, PAGE);
        dma(alone, access, shared, size);
        dma(device(draw.of(0, 2)), "read", fresh(BIG), PAGE);
        dma(device(1), "read", 1L << draw.of(48, 51, 63), PAGE);
        script.say("dma", device(0), "read", shared, "pasid=" + draw.between(1, 9));
        script.say("te off");
        dma(device(0), access, shared, size);
        script.say("te on");
        dma(device(1), access, shared, size);
    }

    private void types() {
        long size = size();
        String access = access();
        script.say("attach", device(0), Script.did(draw.between(1, 9)), "type=pass-through");
        script.say("attach", device(1), "did=12 type=device-tlb");
        long page = map(device(1), 12, size, "rw");
        long own = map(device(2), 13, PAGE, "rw");
        long high = draw.frame(40) + 0x1_0000_0000L;
        start();
        for (int i = 0; i < 2; i++) {
            dma(device(0), draw.of("read", "write"), high, PAGE);
            dma(device(1), access, page, size);
            script.say("dma", device(1), draw.of("read", "write"), high, "translated");
            dma(device(2), "read", own, PAGE);
            script.say("dma", device(draw.of(0, 2)), "read", own, "translated");
        }
        dma(device(0), "write", 1L << draw.of(48, 52, 63), PAGE);
        script.say("dma", device(1), "read", 1L << draw.of(48, 50), "translated");
        script.say("dma", Script.source(0xEE, 8), "read", own, "translated");
        script.say("te off"); // then nobody says what is translated
        script.say("dma", device(draw.of(0, 1, 2)), draw.of("read", "write"), page, "translated");
        dma(device(1), access, page, size);
    }

    private void readRecords(int records) {
        script.say("mmio read32", (long) FSTS);
        for (int i = 0; i < records; i++) {
            script.say("mmio read64", FIRST_RECORD + 16L * i);
            script.say("mmio read64", FIRST_RECORD + 16L * i + 8);
        }
    }

    /** For cases that speak of root or te themselves. */
    void start() {
        script.say("root");
        script.say("te on");
    }

    private void faults() {
        long readOnly = map(device(0), 1, PAGE, "r");
        script.say("attach", device(1), "did=2 fpd");
        long hidden = map(device(1), 2, PAGE, "r");
        SourceId absent = Script.source(0xEE, draw.below(256));
        boolean event = draw.chance(70);
        String first = draw.inTurn("write", "atomic", "");
        long another = map(device(0), 1, PAGE, "r");
        if (event) {
            script.say("mmio write32 0x3c", (long) draw.below(0x10000));
            script.say("mmio write32 0x40", 0xFEE0_0000L + 4 * draw.below(0x1000));
            script.say("mmio write32", (long) FECTL, 0L);
        }
        List<Runnable> requests = new ArrayList<>(List.of(
                () -> dma(device(0), first.equals("write") ? "atomic" : "write", readOnly, PAGE),
                () -> dma(device(1), draw.of("write", "atomic"), hidden, PAGE),
                () -> dma(device(0), "read", 0x7000L, PAGE),
                () -> dma(device(1), "read", 0x7000L, PAGE),
                () -> dma(absent, draw.of("read", "write"), readOnly, PAGE),
                () -> dma(absent, "zero-read", hidden, PAGE),
                () -> script.say("dma", device(draw.of(0, 1)), "read", readOnly, "translated")));
        start();
        List<Runnable> order = draw.shuffled(requests);
        if (!first.isEmpty()) { // the first fault is always there to be read
            order.add(0, () -> dma(device(0), first, another, PAGE));
        }
        for (int i = 0; i < order.size(); i++) {
            order.get(i).run();
            script.say("outside");
            if (i == 0 || (order.size() - i) % 2 == 1) { // of the first and of the last, too
                readRecords(1);
            }
            if (draw.chance(30)) {
                script.say("mmio write32", FIRST_RECORD + 12L, 0x8000_0000L);
            }
        }
        script.say("mmio write32", (long) FIRST_RECORD + 12, 0x8000_0000L);
        script.say("mmio write32", (long) FSTS, 1L);
        readRecords(2);
        script.say("dma", device(0), "read", readOnly, "translated"); // its record says of which kind it was
        readRecords(2);
        script.say("te off");
        script.say("te on");
        dma(absent, "read", hidden, PAGE);
        readRecords(2);
        script.say("outside");
    }

    /** Everything is mapped before the first request: with CM=1 what is mapped later could have been cached as absent. */
    private void hits() {
        SourceId one = device(0);
        SourceId quiet = device(1);
        long first = 0x80_0000_0000L + PAGE * draw.below(500);
        mapAt(one, 1, first, PAGE, "rw");
        mapAt(one, 1, first + PAGE, PAGE, "rw");
        script.say("edit", one, Script.iova(first), "level=3", "rights=r"); // above both, while nothing can have been cached
        List<Long> sizes = List.of(size(), size());
        List<String> rights = draw.shuffled(List.of("r", "w", "rw"));
        List<Long> pages = List.of(map(one, 1, sizes.get(0), rights.get(0)), map(one, 1, sizes.get(1), rights.get(1)));
        script.say("attach", quiet, "did=7 fpd");
        String less = draw.of("r", "w");
        long hidden = map(quiet, 7, PAGE, less);
        dma(one, "read", first, PAGE);
        dma(one, "write", first + PAGE, PAGE);
        for (int i = 0; i < 2; i++) {
            for (String access : draw.shuffled(List.of("read", "write", "atomic", "zero-read", "read", "write"))) {
                dma(one, access, pages.get(i), draw.of(PAGE, sizes.get(i)));
            }
            dma(one, draw.of("atomic", "zero-read"), pages.get(i), sizes.get(i)); // all that can be cached of the page is
        }
        for (String access : draw.shuffled(List.of("read", "write", "read", "write"))) {
            dma(quiet, access, hidden, PAGE);
        }
        for (int i = 0; i < 2; i++) {
            dma(quiet, less.equals("r") ? "write" : "read", hidden, PAGE); // denied, and denied again
        }
        long absent = fresh(PAGE);
        dma(one, "read", absent, PAGE);
        dma(one, draw.of("read", "write"), absent, PAGE);
    }

    /** Six requests to a round: what the third and the fifth leave in the caches the fourth and the sixth find there. */
    private void lateFills() {
        long size = size();
        long page = map(device(0), 1, size, "rw");
        long first = fresh(PAGE) & -BIG | draw.below(400) * PAGE;
        List<Long> beside = draw.shuffled(List.of(first, first + PAGE, first + 7 * PAGE, first + 90 * PAGE));
        beside.forEach(each -> mapAt(device(0), 1, each, PAGE, "rw"));
        script.say("attach", device(1), "did=1");
        long own = map(device(2), 2, PAGE, "rw");
        for (int i = 0; i < 2; i++) {
            dma(device(draw.below(2)), "read", page, size);
            if (draw.chance(50)) {
                dma(device(2), "write", own, PAGE);
            } else {
                dma(device(draw.below(2)), "read", page, size);
            }
            SourceId known = device(draw.below(2));
            dma(known, "read", beside.get(0), PAGE);
            dma(known, "read", beside.get(1), PAGE);
            dma(known, "read", beside.get(2), PAGE);
            dma(device(draw.below(2)), "read", beside.get(3), PAGE);
        }
    }

    private void reuse() {
        long size = draw.inTurn(PAGE, BIG, HUGE);
        long page = map(device(0), 1, size, "rw");
        long first = fresh(PAGE) & -BIG | draw.below(255) * PAGE;
        long second = first + PAGE * draw.between(1, 200);
        mapAt(device(1), 2, first, PAGE, "rw");
        mapAt(device(1), 2, second, PAGE, "rw");
        String access = access();
        if (draw.inTurn(false, true)) { // there was an epoch before
            start();
            script.say("invalidate", draw.of("context global", "iotlb global"));
        }
        for (int i = 0; i < 2; i++) {
            dma(device(0), access, page, size);
            dma(device(0), access, page, PAGE);
            dma(device(1), "read", i == 0 ? first : second, PAGE);
            dma(device(1), "read", second, PAGE);
        }
        dma(device(0), "read", 0x7000L, PAGE);
        dma(device(1), "read", first, PAGE);
    }

    private void quiet() {
        script.say("attach", device(0), "did=3 type=pass-through");
        long size = size();
        long page = map(device(1), 1, size, "rw");
        dma(device(1), "read", page, size);
        start();
        for (int i = 0; i < 2; i++) {
            dma(device(0), "read", 0x1_0000_0000L, PAGE);
            dma(device(1), "read", page, size);
            dma(device(1), "write", page, size);
            dma(device(2), "read", page, size);
            dma(device(1), "read", 0x7000L, PAGE);
            script.say("mmio read32 0x1c");
        }
        script.say("invalidate context", draw.of("global", "domain did=1", "device " + device(1) + " did=1"));
        dma(device(1), draw.of("read", "write"), page, size); // what the IOTLB keeps is enough
        script.say("te off");
        dma(device(1), "read", page, size);
    }
}
