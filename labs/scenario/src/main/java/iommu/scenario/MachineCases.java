package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Long runs of a whole machine: a guest that maps, changes, invalidates, forgets to, and breaks its own tables. */
final class MachineCases {

    private static final int LINES = 200;
    /** Percent of the runs: what may be prefetched allows more, so it proves less, and takes the oracle longer. */
    private static final int PREFETCHING = 8;
    private static final long PAGE = 0x1000;
    private static final long BIG = 0x20_0000;
    private static final long HUGE = 0x4000_0000;

    private record Page(long iova, long size) {
    }

    private final Draw draw;
    private final Script script;
    private final boolean deviceTlb;
    private final List<SourceId> devices = new ArrayList<>();
    private final Map<SourceId, Integer> domains = new TreeMap<>();
    private final Map<Integer, List<Page>> pages = new TreeMap<>();
    private final List<Runnable> faults = new ArrayList<>();
    private int nextPage;

    private MachineCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script;
        deviceTlb = draw.chance(50);
        script.say("unit caching-mode=" + draw.of("on", "off") + " device-tlb=" + (deviceTlb ? "on" : "off")
                + " prefetch=" + (draw.chance(PREFETCHING) ? "allow" : "requests-only"));
    }

    static void write(Draw draw, Script script) {
        MachineCases cases = new MachineCases(draw, script);
        cases.begin();
        while (script.lines() < LINES) {
            cases.draw.of(cases.episodes()).run();
        }
    }

    private List<Runnable> episodes() {
        return List.of(this::use, this::use, this::use, this::add, this::add, this::remove, this::change,
                this::replace, this::move, this::leave, this::unreadableRoot, this::forgetAll, this::anyFault,
                this::anyFault, this::anyFault, this::anyFault, this::anyFault, this::anyFault, this::anyFault);
    }

    private void begin() {
        for (int i = 0; i < 4; i++) {
            SourceId source = Script.source(i / 2 * 0x80, draw.below(32) * 4 + i);
            devices.add(source);
            domains.put(source, draw.between(1, 2));
            map(source, fresh(draw.of(PAGE, BIG, HUGE)));
        }
        for (int i = 0; i < 2; i++) {
            faults.add(() -> dma(Script.source(0x44, draw.below(256)), 0)); // no root entry
            faults.add(() -> dma(device(), 1L << draw.of(48, 52, 63)));
        }
        faults.add(() -> dma(Script.source(0, 0xF0 + draw.below(16)), 0)); // no context entry
        brokenContexts();
        brokenPages();
        if (deviceTlb) {
            for (int i = 0; i < 5; i++) {
                faults.add(() -> script.say("dma", device(), "read", HUGE, "translated"));
            }
        }
    }

    /** Devices whose root or context entry is wrong for good. */
    private void brokenContexts() {
        broken(0x20, "edit-context", draw.of("high-clear=7", "low-set=0xc"));
        broken(0x21, "edit-context", draw.of("low-set=0x10", "high-set=0x80", "low-set=0x8000000000000000"));
        broken(0x22, "edit-root", draw.of("low-set=2", "high-set=1", "low-set=0x8000000000000000"));
        SourceId source = Script.source(0x23, 8);
        script.say("attach", source, "did=9");
        script.say("unreadable context", source);
        faults.add(() -> dma(source, 0));
        faults.add(() -> dma(source, 0));
    }

    private void broken(int bus, String edit, String bits) {
        SourceId source = Script.source(bus, 8);
        script.say("attach", source, "did=9");
        script.say(edit, source, bits);
        faults.add(() -> dma(source, 0));
        faults.add(() -> dma(source, 0));
    }

    /** Pages whose walk ends in a fault of its own for good. */
    private void brokenPages() {
        SourceId source = Script.source(0x24, 8);
        script.say("attach", source, "did=8");
        long interrupt = 0x10_0000_0000L;
        script.say("map", source, Script.iova(interrupt), Script.gpa(0xFEE0_0000L), "rw");
        long reserved = 0x20_0000_0000L;
        script.say("map", source, Script.iova(reserved), Script.gpa(PAGE), "rw");
        script.say("edit", source, Script.iova(reserved), "level=" + draw.between(1, 3), "set=0x4000000000000000");
        long unreadable = 0x30_0000_0000L;
        script.say("map", source, Script.iova(unreadable), Script.gpa(PAGE), "rw");
        script.say("unreadable table", source, Script.iova(unreadable), "level=" + draw.between(1, 2));
        for (long page : List.of(interrupt, reserved, unreadable)) {
            faults.add(() -> request(source, page));
            faults.add(() -> request(source, page));
        }
    }

    private void anyFault() {
        for (Runnable fault : draw.shuffled(faults).subList(0, 3)) {
            fault.run();
        }
    }

    private SourceId device() {
        return draw.of(devices);
    }

    private Page fresh(long size) {
        nextPage++;
        long base = size == PAGE ? PAGE * (nextPage + 8) : size == BIG ? 0x4000_0000L : 0x80_0000_0000L;
        return new Page(size == PAGE ? base : base + size * nextPage, size);
    }

    private void map(SourceId source, Page page) {
        int did = domains.get(source);
        script.say("map", source, Script.did(did), Script.iova(page.iova()),
                Script.gpa((draw.frame(38) | 0x10_0000_0000L) & -page.size())
                        + (page.size() == PAGE ? "" : " size=" + Numbers.size(page.size())),
                draw.of("rw", "rw", "rw", "r", "w"));
        List<Page> mapped = pages.computeIfAbsent(did, d -> new ArrayList<>());
        mapped.remove(page);
        mapped.add(page);
    }

    private void dma(SourceId source, long iova) {
        script.say("dma", source, draw.of("read", "read", "write", "write", "atomic", "zero-read"), iova);
    }

    private void dma(SourceId source, Page page) {
        dma(source, page.iova() + draw.of(0L, draw.offset(page.size())));
    }

    /** A page of the device's domain; one is mapped if there is none. */
    private Page page(SourceId source) {
        List<Page> mapped = pages.getOrDefault(domains.get(source), List.of());
        if (mapped.isEmpty()) {
            map(source, fresh(draw.of(PAGE, BIG)));
            return page(source);
        }
        return draw.chance(50) ? mapped.get(mapped.size() - 1) : draw.of(mapped);
    }

    private void invalidate(String command) {
        boolean open = draw.chance(10);
        script.say("invalidate", command + (open ? " nowait" : ""));
        if (open) {
            if (draw.chance(50)) {
                use();
            }
            script.say("wait");
        }
    }

    private void invalidate(SourceId source, Page page) {
        String did = Script.did(domains.get(source));
        int mask = page.size() == PAGE ? 0 : page.size() == BIG ? 9 : 18;
        String exact = "iotlb page " + did + " " + Script.iova(page.iova()) + " am=" + mask;
        invalidate(draw.of(exact, exact, exact + " ih", "iotlb domain " + did));
    }

    private void use() {
        SourceId source = device();
        Page page = page(source);
        dma(source, page);
        dma(source, page);
        request(device(), page.iova());
    }

    private void request(SourceId source, long iova) {
        script.say("dma", source, draw.of("read", "write"), iova);
    }

    private void add() {
        SourceId source = device();
        Page page = fresh(draw.of(PAGE, BIG, BIG, HUGE, HUGE));
        if (draw.chance(40)) {
            dma(source, page);
        }
        map(source, page);
        dma(source, page);
        if (draw.chance(50)) {
            invalidate(source, page);
            dma(source, page);
        }
    }

    private void remove() {
        SourceId source = device();
        Page page = page(source);
        dma(source, page);
        script.say("unmap", source, Script.iova(page.iova()));
        pages.get(domains.get(source)).remove(page);
        dma(source, page);
        if (draw.chance(80)) {
            invalidate(source, page);
            dma(source, page);
        }
    }

    private void change() {
        SourceId source = device();
        Page page = page(source);
        int level = page.size() == PAGE ? 1 : page.size() == BIG ? 2 : 3;
        dma(source, page);
        script.say("edit", source, Script.iova(page.iova()), "level=" + level, "rights=" + draw.of("r", "w", "rw"));
        dma(source, page);
        invalidate(source, page);
        dma(source, page);
    }

    private void replace() {
        SourceId source = device();
        Page page = page(source);
        dma(source, page);
        map(source, page);
        dma(source, page);
        if (draw.chance(70)) {
            invalidate(source, page);
            dma(source, page);
        }
    }

    private void move() {
        SourceId source = device();
        Page page = page(source);
        int old = domains.get(source);
        dma(source, page);
        domains.put(source, 3 - old);
        script.say("attach", source, Script.did(3 - old));
        dma(source, page);
        invalidate("context device " + source + " " + Script.did(old));
        dma(source, page(source));
        invalidate("iotlb domain " + Script.did(old));
        dma(source, page(source));
    }

    private void leave() {
        SourceId source = device();
        int did = domains.get(source);
        script.say("detach", source);
        dma(source, page(source));
        invalidate(draw.of("context domain " + Script.did(did), "context device " + source + " " + Script.did(did)));
        invalidate("iotlb domain " + Script.did(did));
        dma(source, 0);
        script.say("attach", source, Script.did(did));
        invalidate("context device " + source + " did=0");
    }

    private void unreadableRoot() {
        SourceId source = device();
        invalidate("context global");
        invalidate("iotlb global");
        script.say("unreadable root", source);
        dma(source, page(source));
        dma(device(), page(source));
        script.say("readable root", source);
    }

    private void forgetAll() {
        invalidate("context global");
        invalidate("iotlb global");
        use();
    }
}
