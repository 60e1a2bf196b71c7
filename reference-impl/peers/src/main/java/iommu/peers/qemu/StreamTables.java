package iommu.peers.qemu;

import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Expander;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a stream begins with: a few domains with the same pages, and every device attached to one of them. Where each
 * paging entry lies, and what it holds when nothing is broken, is read off the language's own expansion.
 */
final class StreamTables {

    /** No memory lies there, so what is read there is an access error. */
    static final long OUTSIDE = 0x2000_0000L;
    /** Frames lie from here on, domain by domain. */
    private static final long FRAMES = 0x0400_0000L;
    static final long ROOT = 0x100_0000L;
    /** A second root table, without an entry for bus 1. */
    static final long OTHER_ROOT = 0x110_5000L;

    /** @param levels of its table */
    record Domain(int id, int levels) {
    }

    /** A paging entry. @param value what it holds when it is sound */
    record Place(Domain domain, long page, int level, long at, long value) {
    }

    private final int width;
    private final List<Domain> domains;
    private final Map<String, Domain> first = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final Map<Long, Long> memory = new TreeMap<>();

    /** @param addressBits 39 or 48 */
    StreamTables(int addressBits, boolean cachingMode, boolean scalable, boolean interrupts) {
        width = addressBits;
        domains = addressBits == 39 ? List.of(new Domain(1, 3), new Domain(2, 3), new Domain(0x103, 3))
                : List.of(new Domain(1, 4), new Domain(2, 3), new Domain(0x103, 4));
        lines.add("vtd 1");
        lines.add(PeerUnit.head(addressBits, cachingMode, scalable, interrupts));
        attach("00:03.0", domains.get(0));
        attach("00:03.1", domains.get(0));
        attach("00:03.4", domains.get(1));
        attach("00:04.0", domains.get(2));
        attach("00:12.0", domains.get(1));
        attach("01:00.0", domains.get(2));
        domains.forEach(this::map);
        lines.add("unreadable page " + hex(OUTSIDE));
        for (Step step : Expander.expand(Scenario.parse("tables", String.join("\n", lines))).steps()) {
            switch (step.stimulus()) {
                case Stimulus.Store64 s -> memory.put(s.at().value(), s.value());
                case Stimulus.Store128 s -> {
                    memory.put(s.at().value(), s.value().low());
                    memory.put(s.at().plus(8).value(), s.value().high());
                }
                default -> { }
            }
        }
        domains.forEach(this::find);
        lines.add("write128 " + hex(OTHER_ROOT) + " " + hex(memory.get(ROOT)) + " 0");
    }

    private void attach(String source, Domain domain) {
        first.put(source, domain);
        lines.add("attach " + source + " did=" + domain.id() + " levels=" + domain.levels());
    }

    private void map(Domain domain) {
        String source = first.entrySet().stream().filter(e -> e.getValue().equals(domain)).findFirst().orElseThrow().getKey();
        long frame = FRAMES + domains.indexOf(domain) * 0x100_0000L;
        for (long page : pages(domain)) {
            lines.add("map " + source + " iova=" + hex(page) + " gpa=" + hex(frame) + " rw");
            frame += 0x3000;
        }
    }

    /** The pages that a domain maps: neighbours, equal low bits of the frame number, other entries of each level. */
    List<Long> pages(Domain domain) {
        List<Long> pages = new ArrayList<>(List.of(0x0800_0000L, 0x0800_1000L, 0x0800_2000L, 0x0810_0000L, 0x0820_0000L,
                0x4800_0000L, 0x4800_1000L));
        if (domain.levels() == 4) {
            pages.add(0x80_0800_0000L);
            pages.add(0x80_0800_1000L);
        }
        return pages;
    }

    private void find(Domain domain) {
        String source = first.entrySet().stream().filter(e -> e.getValue().equals(domain)).findFirst().orElseThrow().getKey();
        long root = memory.get(ROOT + 16L * Integer.parseInt(source.substring(0, 2), 16)) & -4096L;
        long context = root + 16L * (iommu.arch.SourceId.parse(source).value() & 0xFF);
        for (long page : pages(domain)) {
            long table = memory.get(context) & -4096L;
            for (int level = domain.levels(); level >= 1; level--) {
                long at = table + 8 * (page >>> 3 + 9 * level & 511);
                places.add(new Place(domain, page, level, at, memory.get(at)));
                table = memory.get(at) & -4096L;
            }
        }
    }

    int width() {
        return width;
    }

    List<String> lines() {
        return lines;
    }

    List<Domain> domains() {
        return domains;
    }

    List<Place> places() {
        return places;
    }

    /** The domain that each device is in at first, by its source-id. */
    Map<String, Domain> attachments() {
        return first;
    }

    /** What this word of memory holds at first. */
    long word(long at) {
        return memory.get(at);
    }

    /** The top table of a domain. */
    long top(Domain domain) {
        Place top = places.stream().filter(p -> p.domain().equals(domain) && p.level() == domain.levels())
                .findFirst().orElseThrow();
        return top.at() & -4096L;
    }

    /** A page that a device asks for, sometimes none that is mapped. @param draw 0 to 99 @param which any number */
    long page(int draw, int which) {
        long[] odd = {0x0900_0000L, 0x80_0800_0000L, 1L << width | 0x0800_0000L, 0x100_0800_0000L, 0x0BE0_0000L};
        List<Long> pages = pages(domains.get(0));
        return draw < 60 ? pages.get(which % 3) : draw < 94 ? pages.get(which % pages.size()) : odd[which % odd.length];
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
