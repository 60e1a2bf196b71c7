package iommu.scenario;

import static iommu.scenario.CacheLines.BIG;
import static iommu.scenario.CacheLines.HUGE;
import static iommu.scenario.CacheLines.PAGE;

import iommu.arch.SourceId;
import java.util.List;
import java.util.Map;

/** Cases of lab 04: what an invalidation must remove. */
final class InvalidationCases {

    private final Draw draw;
    private final Script script;
    private final CacheLines lines;

    private InvalidationCases(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script;
        this.lines = new CacheLines(draw, script, unit);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("04.domains", (draw, script) -> new InvalidationCases(draw, script, "").domains());
        profiles.put("04.pages", (draw, script) -> {
            int mask = draw.inTurn(0, 1, 3, 8, 9, 10, 18, 19, 27, 36);
            new InvalidationCases(draw, script, mask > 18 ? "mamv=36" : "").pages(mask);
        });
        profiles.put("04.context", (draw, script) -> new InvalidationCases(draw, script, "").context());
        profiles.put("04.all", (draw, script) -> {
            boolean negatives = draw.chance(70);
            new InvalidationCases(draw, script, "caching-mode=" + (negatives ? "on" : "off") + " mamv=36").all();
        });
    }

    private void domains() {
        SourceId first = lines.device();
        SourceId second = lines.device();
        SourceId third = lines.device();
        int did = lines.wideDomain();
        int other = lines.wideDomain();
        long page = lines.page();
        lines.fillAndWatch(first, did, page);
        lines.fillAndWatch(second, did, draw.of(page, page ^ BIG));
        lines.fillAndWatch(third, other, page);
        lines.watch(lines.device(), page);
        lines.fillPrefix(did, page, draw.between(1, 3), "");
        lines.watchPrefix(did, page);
        lines.lookAll();
        if (draw.chance(60)) { // the device moves on: what it left behind keeps its tag
            lines.fillAndWatch(first, other, draw.of(page, page ^ HUGE));
        }
        lines.invalidate("iotlb domain " + Script.did(draw.of(did, did, other)));
        lines.lookAll();
        lines.fill(second, did, page);
        lines.fillPrefix(did, page, 1, "");
        lines.lookup(second, page + draw.offset(PAGE));
        lines.invalidate("iotlb global");
        lines.lookAll();
        lines.fill(second, did, page);
        lines.invalidate("iotlb domain " + Script.did(draw.of(did, other)));
        lines.lookup(second, page);
    }

    private void pages(int mask) {
        SourceId first = lines.device();
        SourceId second = lines.device();
        SourceId large = lines.device();
        int did = lines.domain();
        long span = PAGE << mask;
        long start = (lines.page() & -span) + span;
        long inside = start + (draw.frame(46) & span - 1 & -PAGE);
        lines.fillAndWatch(first, did, start);
        lines.fillAndWatch(second, did, start + span - PAGE);
        lines.fillAndWatch(first, did, inside);
        lines.fillAndWatch(first, did, start - PAGE);
        lines.fillAndWatch(second, did, start + span);
        lines.watch(second, start - PAGE);
        if (span >= BIG) {
            lines.fill(large, did, inside, BIG, "");
            lines.watch(large, inside & -BIG);
            lines.watch(large, inside | BIG - PAGE);
        }
        if (span >= HUGE) {
            lines.fill(large, did, start + span - PAGE, HUGE, "");
            lines.watch(large, start + span - HUGE);
        }
        lines.fillPrefix(did, inside, 1, "");
        lines.watchPrefix(did, inside);
        lines.lookAll();
        lines.invalidate("iotlb page " + Script.did(did) + " " + Script.iova(inside) + " am=" + mask
                + draw.of("", "", " ih"));
        lines.lookAll();
        for (long size : draw.shuffled(List.of(BIG, HUGE))) {
            int whole = size == BIG ? 9 : 18;
            insideLarge(size, " am=" + whole);
            insideLarge(size, " am=" + draw.of(0, 3, whole - 1));
        }
        insideLarge(draw.of(BIG, HUGE), "");
    }

    /**
     * A large page goes even if the range begins behind its start, as it goes with its domain.
     *
     * @param mask empty if the domain goes
     */
    private void insideLarge(long size, String mask) {
        SourceId device = lines.device();
        int did = lines.domain();
        long large = (lines.page() & -size) + size;
        long inside = large + draw.of(size - PAGE, size / 2 + (draw.offset(size / 2) & -PAGE));
        lines.fill(device, did, large, size, "");
        lines.invalidate(mask.isEmpty() ? "iotlb domain " + Script.did(did)
                : "iotlb page " + Script.did(did) + " " + Script.iova(inside) + mask);
        lines.lookup(device, draw.of(large, inside));
    }

    private void context() {
        SourceId device = lines.device();
        int did = lines.wideDomain();
        int other = lines.wideDomain();
        lines.fillContext(device, did, "");
        lines.watchContext(device);
        for (int bits : draw.shuffled(List.of(1, 2, 4, 6, 7, 8, 0x80)).subList(0, 5)) {
            SourceId sibling = Script.source(0, device.value() ^ bits);
            lines.watchContext(sibling);
            if (draw.chance(80)) {
                lines.fillContext(sibling, draw.of(did, did, other), draw.of("", " type=device-tlb", " fpd"));
            }
        }
        lines.watchContext(Script.source(0, device.value() ^ 0x50));
        lines.lookAll();
        if (draw.chance(30)) { // moved: the entry of the old domain may still be there
            lines.fillContext(device, other, "");
        }
        lines.invalidate("context device " + device + " " + Script.did(draw.of(did, did, other)) + " fm="
                + draw.between(0, 3));
        lines.lookAll();
        lines.fillContext(device, did, "");
        lines.lookupContext(device);
        lines.invalidate(draw.of("context domain " + Script.did(did), "context domain " + Script.did(other),
                "context device " + device + " " + Script.did(did), "context global"));
        lines.lookAll();
        everyFunction();
    }

    /** All functions of a device in one domain: the function mask takes some of them (Table 21). */
    private void everyFunction() {
        int first = lines.device().value() & 0xF8;
        int did = lines.wideDomain();
        for (int function = 0; function < 8; function++) {
            lines.fillContext(Script.source(1, first + function), did, "");
        }
        lines.invalidate("context device " + Script.source(1, first + draw.below(8)) + " " + Script.did(did) + " fm=" + draw.of(1, 2, 2));
        for (int function = 0; function < 8; function++) {
            lines.lookupContext(Script.source(1, first + function));
        }
    }

    private void all() {
        SourceId device = Script.source(draw.below(256), draw.below(256));
        SourceId other = Script.source(device.bus() ^ 1, device.value() & 0xFF);
        int did = lines.wideDomain();
        int next = lines.wideDomain();
        for (int i = 3; i > 0; i--) {
            long size = draw.of(PAGE, BIG, HUGE);
            long page = lines.page() & -size;
            lines.fill(device, did, page, size, "");
            if (draw.chance(50)) {
                lines.fill(device, next, page, size, ""); // moved
            }
            lines.watch(device, page + (draw.offset(size) & -PAGE));
            if (draw.chance(30)) {
                lines.watch(other, page);
            }
            if (draw.chance(60)) {
                int mask = size == PAGE ? draw.of(0, 1, 3) : size == BIG ? 9 : 18;
                lines.invalidate("iotlb page " + Script.did(did) + " " + Script.iova(page) + " am=" + mask);
            }
            lines.lookAll();
        }
        long hole = lines.page();
        script.say("fill", other, Script.did(next), Script.iova(hole), "size=4K fault=READ_DENIED");
        lines.watch(other, hole);
        script.say("fill-context", other, "fault=CONTEXT_NOT_PRESENT");
        lines.fillContext(device, did, "");
        lines.watchContext(device);
        lines.watchContext(other);
        lines.fillPrefix(did, hole, 1, "");
        lines.watchPrefix(did, hole);
        lines.lookAll();
        for (String command : draw.shuffled(List.of("context global", "context domain did=0", "iotlb global",
                "context device " + device + " " + Script.did(did), "iotlb domain " + Script.did(next)))
                .subList(0, 2)) {
            lines.invalidate(command);
            lines.lookAll();
        }
    }
}
