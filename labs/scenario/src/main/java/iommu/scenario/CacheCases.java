package iommu.scenario;

import static iommu.scenario.CacheLines.BIG;
import static iommu.scenario.CacheLines.HUGE;
import static iommu.scenario.CacheLines.PAGE;

import iommu.arch.SourceId;
import java.util.List;
import java.util.Map;

/** Cases of lab 04: by what a cache is looked up, and when it may be filled. */
final class CacheCases {

    private final Draw draw;
    private final Script script;
    private final CacheLines lines;

    private CacheCases(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script;
        this.lines = new CacheLines(draw, script, unit);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("04.tags", (draw, script) -> new CacheCases(draw, script, "").tags());
        profiles.put("04.negatives", (draw, script) -> {
            boolean cached = draw.inTurn(true, false);
            new CacheCases(draw, script, "caching-mode=" + (cached ? "on" : "off")).negatives();
        });
        profiles.put("04.late-fills", (draw, script) -> new CacheCases(draw, script, "").lateFills());
        profiles.put("04.reuse", (draw, script) ->
            new CacheCases(draw, script, "capacity=" + draw.of(1, 1, 2, 3, 8)).reuse());
        profiles.put("04.keeps", (draw, script) -> new CacheCases(draw, script, "capacity=16").keeps());
    }

    private void tags() {
        int bus = draw.below(256);
        int devfn = draw.of(3, 0x80, 0xFF, draw.below(256));
        SourceId here = Script.source(bus, devfn);
        SourceId there = Script.source(bus ^ draw.of(1, 0x80, 0x10), devfn);
        SourceId nowhere = Script.source(bus ^ draw.of(2, 0x40, 0x20), devfn);
        long page = lines.page();
        int did = lines.wideDomain();
        lines.fillAndWatch(here, did, page);
        lines.fillAndWatch(there, lines.wideDomain(), page);
        lines.watch(nowhere, page);
        lines.watch(Script.source(bus, devfn ^ draw.of(1, 2, 4)), page);
        lines.watch(Script.source(bus, devfn ^ draw.of(8, 0x80)), page);
        long other = page ^ PAGE << draw.of(0, 8, 9, 19, 20, 31);
        lines.watch(here, other);
        lines.fill(there, did, other, PAGE, draw.of("", " snoop", " silent"));
        lines.watch(there, other);
        lines.lookAll();
        draw.shuffled(List.of(BIG, HUGE)).forEach(size -> largeTags(here, there, size));
        lines.fillContext(here, did, draw.of("", " fpd"));
        lines.fillContext(there, lines.wideDomain(), "");
        lines.watchContext(here);
        lines.watchContext(there);
        lines.watchContext(nowhere);
        lines.lookAll();
        prefixTags(did);
    }

    /** A large page of either parity answers for all its addresses, and for none beside it. */
    private void largeTags(SourceId here, SourceId there, long size) {
        long even = (lines.page() & -2 * size) + 2 * size; // not the first
        long odd = even + 3 * size;
        lines.fill(here, lines.wideDomain(), even, size, draw.of("", " silent"));
        lines.fill(here, lines.wideDomain(), odd, size, "");
        lines.lookup(here, even + draw.of(0L, size - 1));
        lines.lookup(here, odd + draw.offset(size));
        lines.lookup(here, even - 1);
        lines.lookup(here, even + size + draw.offset(size));
        lines.lookup(here, odd - size + draw.offset(size));
        lines.lookup(there, draw.of(even, odd));
    }

    private void prefixTags(int did) {
        int level = draw.between(1, 3);
        long span = PAGE << 9 * level;
        long base = (lines.page() & -span) + span;
        lines.fillPrefix(did, base + draw.offset(span), level, "");
        lines.lookupPrefix(did, base + draw.offset(span));
        lines.lookupPrefix(did, base + span);
        lines.lookupPrefix(did, base - 1);
        lines.lookupPrefix(lines.wideDomain(), base);
    }

    private void negatives() {
        for (String command : draw.shuffled(List.of("domain did=0", "device did=0", "global")).subList(0, 2)) {
            SourceId device = lines.device();
            int did = lines.domain();
            long page = lines.page();
            String fault = "fault=" + draw.of("READ_DENIED", "WRITE_DENIED", "TABLE_RESERVED", "TABLE_ACCESS_ERROR");
            script.say("fill", device, Script.did(did), Script.iova(page), "size=4K", fault);
            lines.lookup(device, page + draw.offset(PAGE));
            lines.lookup(device, page + PAGE);
            lines.fillAndWatch(device, did, page ^ BIG);
            lines.watch(device, page);
            if (draw.chance(50)) {
                lines.invalidate("iotlb domain " + Script.did(did));
                lines.lookAll();
            }
            negativeContext(did, command);
        }
        lines.lookAll();
        lines.lookNowhere();
    }

    /** A context entry that is not there is tagged with domain-id 0 (§6.1), whatever came before or comes after it. */
    private void negativeContext(int did, String command) {
        SourceId absent = lines.device();
        SourceId present = lines.device();
        if (draw.chance(40)) {
            lines.fillContext(absent, did, "");
            lines.invalidate("context device " + absent + " " + Script.did(did));
        }
        script.say("fill-context", absent, "fault=" + draw.of("CONTEXT_NOT_PRESENT", "ROOT_NOT_PRESENT",
                "CONTEXT_RESERVED", "CONTEXT_INVALID"));
        lines.fillContext(present, did, "");
        lines.lookupContext(absent);
        lines.lookupContext(present);
        lines.invalidate("context " + command.replace("device", "device " + absent));
        lines.lookupContext(absent);
        lines.lookupContext(present);
    }

    private void lateFills() {
        int did = lines.domain();
        int other = lines.domain();
        SourceId device = lines.device();
        List<Runnable> rounds = List.of(() -> lateTranslations(device, did), () -> lateContexts(device, did));
        draw.shuffled(rounds).forEach(Runnable::run);
        lines.lookNowhere();
        script.say("epoch last");
        lines.invalidate("iotlb domain " + Script.did(other));
        long last = lines.page();
        SourceId another = lines.device();
        lines.fill(another, other, last, PAGE, draw.of("", " epoch=last"));
        lines.lookup(another, last);
    }

    private void lateTranslations(SourceId device, int did) {
        script.say("epoch before");
        lines.fill(device, did, lines.page());
        script.say("epoch between");
        lines.invalidate(draw.of("iotlb global", "iotlb domain " + Script.did(did)));
        script.say("epoch after");
        for (String epoch : draw.shuffled(List.of("before", "between", "after"))) {
            String late = " epoch=" + epoch;
            long page = lines.page();
            lines.fill(device, did, page, PAGE, late);
            lines.lookup(device, page + draw.offset(PAGE));
            lines.fillPrefix(did, page, 1, late);
            lines.lookupPrefix(did, page);
        }
    }

    private void lateContexts(SourceId device, int did) {
        script.say("epoch early");
        lines.fillContext(lines.device(), lines.domain(), "");
        script.say("epoch still-early");
        lines.invalidate(draw.of("context global", "context domain " + Script.did(did),
                "context device " + device + " " + Script.did(did)));
        script.say("epoch in-time");
        for (String epoch : draw.shuffled(List.of("early", "still-early", "in-time"))) {
            lines.fillContext(device, did, " epoch=" + epoch);
            lines.lookupContext(device);
        }
    }

    private void reuse() {
        for (int i = draw.between(3, 5); i > 0; i--) {
            SourceId device = lines.device();
            int did = lines.domain();
            long page = lines.page();
            lines.fill(device, did, page);
            lines.lookup(device, page + draw.offset(PAGE));
            if (draw.chance(30)) { // the last word counts
                lines.fill(device, did, page);
                lines.lookup(device, page);
            }
            lines.fillContext(device, did, "");
            lines.lookupContext(device);
            if (draw.chance(50)) {
                lines.fillPrefix(did, page, 1, "");
                lines.lookupPrefix(did, page);
            }
            if (draw.chance(30)) {
                lines.invalidate(draw.of("iotlb global", "context global", "iotlb domain " + Script.did(did)));
                lines.fill(device, did, page);
                lines.lookup(device, page);
            }
            lines.lookNowhere();
        }
    }

    private void keeps() {
        SourceId leaving = lines.device();
        int gone = lines.domain();
        long page = lines.page();
        lines.fill(leaving, gone, page);
        lines.fillContext(leaving, gone, "");
        for (int i = draw.between(2, 4); i > 0; i--) {
            SourceId device = lines.device();
            int did = lines.domain();
            lines.fillAndWatch(device, did, page);
            lines.fillContext(device, did, "");
            lines.watchContext(device);
        }
        lines.fillAndWatch(leaving, gone, page ^ BIG);
        lines.invalidate("iotlb page " + Script.did(gone) + " " + Script.iova(page));
        lines.lookAll();
        SourceId device = lines.device();
        lines.fillContext(device, gone, "");
        lines.lookupContext(device);
        lines.invalidate("context device " + leaving + " " + Script.did(gone));
        lines.lookupContext(device);
        lines.lookAll();
        int unused = lines.domain();
        lines.invalidate(draw.of("iotlb domain " + Script.did(unused), "context domain " + Script.did(unused)));
        lines.lookAll();
        lines.lookNowhere();
    }
}
