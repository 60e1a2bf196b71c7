package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Long runs of a whole machine under a guest that changes its tables at will, invalidates what it likes and flushes when
 * it remembers to: most answers have several right ones. Pages turn large and small, devices move between domains whose
 * ids share their low bits, translation goes off and on.
 */
final class CarelessCases {

    private static final int LINES = 200;
    /** Percent of the runs: what may be prefetched takes the oracle longer. */
    private static final int PREFETCHING = 8;
    private static final long PAGE = 0x1000;
    private static final long BIG = 0x20_0000;
    private static final long HUGE = 0x4000_0000;

    private final Draw draw;
    private final Script script;
    private final boolean coherent;
    private final boolean deviceTlb;
    private final List<SourceId> devices = List.of(Script.source(0, 0x18), Script.source(0, 0x1C), Script.source(0, 0x19),
            Script.source(0x80, 0x18));
    private final Map<SourceId, Integer> domains = new TreeMap<>();
    /** Of each domain what is mapped where, by its size. */
    private final Map<Integer, Map<Long, Long>> mapped = new TreeMap<>();

    /** Flushes are forgotten only from then on: else most devices would never be there at all. */
    private boolean running;

    private CarelessCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script;
        coherent = draw.chance(70);
        deviceTlb = draw.chance(30);
        script.say("unit caching-mode=" + draw.of("on", "off") + " coherent=" + (coherent ? "on" : "off")
                + (deviceTlb ? " device-tlb=on" : "") + draw.of("", "", " root-invalidates=on")
                + draw.of("", "", " scalable=on second-stage=on") + draw.of("", "", " zlr=off")
                + " prefetch=" + (draw.chance(PREFETCHING) ? "allow" : "requests-only"));
    }

    static void write(Draw draw, Script script) {
        CarelessCases cases = new CarelessCases(draw, script);
        cases.begin();
        while (script.lines() < LINES) {
            cases.draw.of(cases.episodes()).run();
        }
    }

    private List<Runnable> episodes() {
        return List.of(this::use, this::use, this::use, this::map, this::map, this::map, this::remap, this::remap, this::unmap,
                this::grow, this::shrink, this::leafRights, this::upperRights, this::breakLeaf, this::attach, this::attach,
                this::detach, this::invalidate, this::invalidate, this::invalidate, this::invalidate, this::owed, this::owed, this::range,
                this::group, this::insideLarge,
                this::rare);
    }

    private void begin() {
        for (SourceId device : devices) {
            domains.put(device, draw.of(1, 2, 257));
            mapAt(device, address(PAGE), PAGE);
        }
        script.say("root");
        script.say("te on");
        running = true;
    }

    private SourceId device() {
        return draw.of(devices);
    }

    /** One of few places, so that pages of all sizes meet. */
    private long address(long size) {
        long address = HUGE + draw.below(2) * BIG + draw.below(3) * PAGE;
        return size == HUGE ? draw.of(HUGE, 2 * HUGE) : address & -size;
    }

    private Map<Long, Long> pages(SourceId device) {
        return mapped.computeIfAbsent(domains.get(device), d -> new TreeMap<>());
    }

    /** A page that is there, if any is. */
    private long page(SourceId device) {
        List<Long> there = new ArrayList<>(pages(device).keySet());
        return there.isEmpty() || draw.chance(15) ? address(PAGE) : draw.of(there);
    }

    private void store(Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        if (!coherent && running && draw.chance(30)) {
            all.add("noflush");
        }
        script.say(all.toArray());
    }

    private void dma(SourceId device, long address) {
        String kind = deviceTlb && draw.chance(10) ? draw.of("translation", "translated") : "";
        String access = kind.isEmpty() ? draw.of("read", "read", "write", "write", "atomic", "zero-read") : draw.of("read", "write");
        script.say("dma", device, access, address + draw.of(0L, draw.offset(PAGE)), kind);
    }

    private void use() {
        SourceId device = device();
        long address = page(device);
        dma(device, address);
        if (draw.chance(50)) {
            dma(device(), address + draw.of(0L, 0L, PAGE, BIG));
        }
    }

    /** Those of every device at one place. */
    private void useAll(long address) {
        for (SourceId device : draw.shuffled(devices).subList(0, 2)) {
            dma(device, address);
        }
    }

    private void mapAt(SourceId device, long address, long size) {
        Map<Long, Long> pages = pages(device);
        if (pages.entrySet().stream().anyMatch(p -> p.getValue() > size && (address & -p.getValue()) == p.getKey())) {
            return; // under a larger page there is no table
        }
        pages.keySet().removeIf(p -> (p & -size) == address);
        pages.put(address, size);
        store("map", device, Script.did(domains.get(device)), Script.iova(address),
                Script.gpa((draw.frame(38) | 0x10_0000_0000L) & -size) + (size == PAGE ? "" : " size=" + Numbers.size(size)),
                draw.of("rw", "rw", "rw", "r", "w"));
    }

    private void map() {
        SourceId device = device();
        long address = address(PAGE);
        if (draw.chance(40)) {
            dma(device, address);
        }
        mapAt(device, address, PAGE);
        useAll(address);
    }

    private void remap() {
        SourceId device = device();
        long address = page(device);
        if (pages(device).containsKey(address)) {
            dma(device, address);
            mapAt(device, address, pages(device).get(address));
            useAll(address);
        }
    }

    private void unmap() {
        SourceId device = device();
        long address = page(device);
        if (pages(device).remove(address) != null) {
            store("unmap", device, Script.iova(address));
            useAll(address);
        }
    }

    private void grow() {
        SourceId device = device();
        long size = draw.of(BIG, BIG, HUGE);
        long address = address(size);
        dma(device, address + PAGE);
        mapAt(device, address, size);
        dma(device, address + draw.of(0L, PAGE, BIG & size - 1));
    }

    private void shrink() {
        SourceId device = device();
        for (long large : new ArrayList<>(pages(device).keySet())) {
            if (pages(device).get(large) > PAGE) {
                pages(device).remove(large);
                store("unmap", device, Script.iova(large));
                mapAt(device, large, PAGE);
                dma(device, large);
                dma(device, large + PAGE);
                return;
            }
        }
    }

    private static int level(long size) {
        return size == PAGE ? 1 : size == BIG ? 2 : 3;
    }

    private void leafRights() {
        SourceId device = device();
        long address = page(device);
        Long size = pages(device).get(address);
        if (size != null) {
            dma(device, address);
            store("edit", device, Script.iova(address), "level=" + level(size), "rights=" + draw.of("r", "w", "rw"));
            useAll(address);
        }
    }

    private void upperRights() {
        SourceId device = device();
        long address = page(device);
        Long size = pages(device).get(address);
        if (size != null) {
            dma(device, address);
            store("edit", device, Script.iova(address), "level=" + draw.between(level(size) + 1, 4),
                    "rights=" + draw.of("r", "w", "rw", "rw", "rw"));
            useAll(address);
        }
    }

    private void breakLeaf() {
        SourceId device = device();
        long address = page(device);
        Long size = pages(device).get(address);
        if (size != null) {
            store("edit", device, Script.iova(address), "level=" + level(size), "set=0x4000000000000000");
            dma(device, address);
            store("edit", device, Script.iova(address), "level=" + level(size), "clear=0x4000000000000000");
            useAll(address);
        }
    }

    private void attach() {
        SourceId device = device();
        long address = page(device);
        dma(device, address);
        domains.put(device, draw.of(1, 2, 257));
        store("attach", device, Script.did(domains.get(device)),
                draw.of("", "", "", deviceTlb ? "type=device-tlb" : "", "type=pass-through", "fpd"));
        dma(device, address);
        dma(device, page(device));
    }

    private void detach() {
        SourceId device = device();
        store("detach", device);
        dma(device, page(device));
        if (draw.chance(70)) {
            store("attach", device, Script.did(domains.get(device)));
            if (draw.chance(60)) {
                script.say("invalidate context device", device, "did=0");
                script.say("invalidate iotlb domain", Script.did(domains.get(device)));
            }
            dma(device, page(device));
        }
    }

    private void invalidate() {
        SourceId device = device();
        String did = Script.did(draw.of(domains.get(device), domains.get(device), 0, 1, 2, 257));
        String at = " " + Script.iova(page(device)) + " am=" + draw.of(0, 0, 1, 9, 18) + draw.of("", "", " ih");
        boolean open = draw.chance(15);
        script.say("invalidate", draw.of("context device " + device + " " + did + draw.of("", " fm=1", " fm=2", " fm=3"),
                "context device " + device + " " + did, "context domain " + did, "iotlb domain " + did, "iotlb page " + did + at,
                "iotlb page " + did + at, "iotlb page " + did + at, "iotlb domain " + did, draw.of("context global", "iotlb global")),
                open ? "nowait" : "");
        use();
        if (open) {
            use();
            script.say("wait");
        }
    }

    /** Everything that a change of one device's entries may owe. */
    private void owed() {
        SourceId device = device();
        long address = page(device);
        dma(device, address);
        script.say("invalidate", draw.of("context global", "context domain " + Script.did(domains.get(device))));
        script.say("invalidate", draw.of("iotlb global", "iotlb domain " + Script.did(domains.get(device))));
        dma(device, address);
        dma(device(), address);
    }

    /** Two pages change, and one command names both, or one of them alone. */
    private void range() {
        SourceId device = device();
        long first = address(BIG) + draw.below(2) * 2 * PAGE;
        long second = first + PAGE;
        dma(device, first);
        dma(device, second);
        mapAt(device, first, PAGE);
        mapAt(device, second, PAGE);
        script.say("invalidate iotlb page", Script.did(domains.get(device)), Script.iova(draw.of(first, second)),
                "am=" + draw.of(0, 1, 1, 2, 9, 18));
        dma(device, first);
        dma(device, second);
    }

    /** A large page changes, and a command names a small part of it. */
    private void insideLarge() {
        SourceId device = device();
        long large = address(BIG);
        mapAt(device, large, BIG);
        dma(device, large + PAGE);
        mapAt(device, large, BIG);
        script.say("invalidate iotlb page", Script.did(domains.get(device)), Script.iova(large + PAGE), "am=" + draw.of(0, 0, 1, 8));
        dma(device, large + PAGE);
        dma(device, large);
    }

    /** A device moves, and a command names it by a function beside it. */
    private void group() {
        SourceId device = device();
        String left = Script.did(domains.get(device));
        dma(device, page(device));
        domains.put(device, draw.of(1, 2, 257));
        store("attach", device, Script.did(domains.get(device)));
        int mask = draw.below(4);
        int beside = draw.of(0, 1, 4, 5);
        script.say("invalidate context device", new SourceId(device.value() ^ beside), left, "fm=" + mask);
        script.say("invalidate iotlb domain", left);
        dma(device, page(device));
    }

    private void rare() {
        SourceId device = device();
        long address = page(device);
        dma(device, address);
        switch (draw.below(4)) {
            case 0 -> {
                script.say("te off");
                dma(device, address);
                remap();
                script.say("te on");
            }
            case 1 -> script.say("root");
            case 2 -> {
                script.say("unreadable context", device);
                dma(device, address);
                script.say("readable context", device);
            }
            default -> {
                script.say("unreadable root", device);
                dma(device(), address);
                script.say("readable root", device);
            }
        }
        dma(device, address);
    }
}
