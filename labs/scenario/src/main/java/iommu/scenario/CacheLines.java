package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;

/** Lines for a cache, and the lookups that are still to be written for them. */
final class CacheLines {

    static final long PAGE = 0x1000;
    static final long BIG = 0x20_0000;
    static final long HUGE = 0x4000_0000;

    final Draw draw;
    final Script script;
    private final List<String> watched = new ArrayList<>();
    private int nextDevfn;
    private int nextDomain;
    private int nextWideDomain;

    CacheLines(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script.say("room", Room.IOTLB);
        if (!unit.isEmpty()) {
            script.say("unit", unit);
        }
        nextDevfn = draw.below(256);
        nextDomain = draw.below(127);
        nextWideDomain = draw.below(0x10000);
    }

    /** A device of its own on bus 0. */
    SourceId device() {
        nextDevfn = nextDevfn + 0x35 & 0xFF; // odd: all 256 in turn
        return Script.source(0, nextDevfn);
    }

    /** A small domain-id of its own. */
    int domain() {
        nextDomain = (nextDomain + 1) % 127;
        return nextDomain + 1;
    }

    /** A domain-id of its own that uses all 16 bits; several of them agree in their low 8. */
    int wideDomain() {
        nextWideDomain = nextWideDomain + 0x100 & 0xFFFF;
        return nextWideDomain == 0 ? 0x80 : nextWideDomain;
    }

    /** A page below 2^47, away from the last ones and from page 0, with bits above 32 as often as not. */
    long page() {
        return draw.of(draw.frame(20), draw.frame(32), draw.frame(47), draw.frame(47)) | 0x10_0000;
    }

    /** Fills a page whose address may lie anywhere in it. */
    void fill(SourceId source, int did, long iova, long size, String more) {
        script.say("fill", source, Script.did(did), Script.iova(iova & -size),
                Script.gpa(draw.frame(46) & -size), "size=" + Numbers.size(size),
                draw.of("r", "w", "rw", "rw") + more);
    }

    void fill(SourceId source, int did, long iova) {
        fill(source, did, iova, PAGE, "");
    }

    /** Fills a page and has it looked up from now on. */
    void fillAndWatch(SourceId source, int did, long iova) {
        fill(source, did, iova);
        watch(source, iova);
    }

    void fillContext(SourceId source, int did, String more) {
        script.say("fill-context", source, Script.did(did), "levels=" + draw.between(3, 4), "table="
                + Numbers.hex(draw.frame(46)) + more);
    }

    void fillPrefix(int did, long iova, int level, String more) {
        script.say("fill-prefix", Script.did(did), Script.iova(iova), "level=" + level, "table="
                + Numbers.hex(draw.frame(46)), draw.of("r", "rw", "rw") + more);
    }

    void lookup(SourceId source, long iova) {
        script.say("lookup", source, iova);
    }

    void lookupContext(SourceId source) {
        script.say("lookup-context", source);
    }

    void lookupPrefix(int did, long iova) {
        script.say("lookup-prefix", Script.did(did), iova);
    }

    void invalidate(String command) {
        script.say("invalidate", command);
    }

    void watch(SourceId source, long iova) {
        watched.add("lookup " + source + " " + Numbers.hex(iova + draw.offset(PAGE)));
    }

    void watchContext(SourceId source) {
        watched.add("lookup-context " + source);
    }

    void watchPrefix(int did, long iova) {
        watched.add("lookup-prefix " + Script.did(did) + " " + Numbers.hex(iova));
    }

    /** Looks up everything watched, in any order. */
    void lookAll() {
        draw.shuffled(watched).forEach(script::say);
    }

    /** Looks up a page and a device of which nothing was ever filled. */
    void lookNowhere() {
        lookup(device(), page());
        lookupContext(device());
    }
}
