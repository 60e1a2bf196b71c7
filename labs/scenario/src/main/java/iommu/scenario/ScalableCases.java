package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cases of lab 12a: entries from the root to the PASID table. No entry is wrong in two ways. */
final class ScalableCases {

    private static final String ALL = "scalable=on haw=46 device-tlb=on pasid-bits=20 page-requests=on rid-pasid=on supervisor-requests=on"
            + " rid-privilege=on translated-with-pasid=on first-stage=on second-stage=on nested=on snooped-walks=on";
    private static final long ROOT = Tables.ROOT.value();
    private static final int PER_TABLE = 64;

    private final Draw draw;
    private final Script script;
    private long next;

    ScalableCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.SCALABLE);
        this.next = draw.frame(44) | 1L << 30;
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("12.context", (draw, script) -> new ScalableCases(draw, script).context());
        profiles.put("12.refusals", (draw, script) -> new ScalableCases(draw, script).refusals());
        profiles.put("12.pasid", (draw, script) -> new ScalableCases(draw, script).pasid());
        profiles.put("12.whole-entries", (draw, script) -> new ScalableCases(draw, script).wholeEntries());
        StagedCases.addTo(profiles);
    }

    /** The next page that nothing lies in, with a gap behind it. */
    private long page() {
        next += 4096L * draw.between(1, 4);
        return next;
    }

    private static String to(String name, long value) {
        return name + "=" + Numbers.hex(value);
    }

    private void root(int bus, boolean upper, String words) {
        script.say("sm-root", ROOT + 16L * bus + (upper ? 8 : 0), words);
    }

    private void look(int bus, int deviceAndFunction) {
        script.say("sm-lookup", Script.source(bus, deviceAndFunction));
    }

    private void entry(long table, int deviceAndFunction, String words) {
        script.say("sm-context", table + 32L * (deviceAndFunction & 0x7F), words);
    }

    /** Different places in one table. */
    private List<Integer> places(int count, int of) {
        List<Integer> places = new ArrayList<>(List.of(0, of - 1));
        while (places.size() < count) {
            int next = draw.below(of);
            if (!places.contains(next)) {
                places.add(next);
            }
        }
        return draw.shuffled(places);
    }

    private String good(String privilege) {
        boolean devices = draw.chance(50);
        boolean pasids = draw.chance(50);
        return to("directory", page()) + " pdts=" + draw.below(8) + " " + to("rid-pasid", draw.below(128 * PER_TABLE)) + privilege
                + (devices ? " device-tlb" + draw.of("", " page-requests") : "") + (pasids ? " pasids" + draw.of("", " translated-pasid") : "");
    }

    private void context() {
        boolean poor = draw.inTurn(true, false);
        script.say("unit", poor ? "scalable=on haw=46 first-stage=on second-stage=on" : ALL);
        int bus = draw.of(0, 255, draw.below(256));
        int other = (bus + 1) % 256;
        int bad = (bus + 2) % 256;
        long lower = page();
        long upper = page();
        root(bus, false, to("contexts", lower));
        root(bus, true, to("contexts", upper));
        root(other, true, to("contexts", upper));
        root(bad, false, to("contexts", lower) + " flip=" + draw.between(1, 11));
        root(bad, true, to("contexts", upper) + " flip=" + draw.between(46, 63));
        List<Integer> used = places(14, 128);
        String plain = poor ? to("directory", page()) + " pdts=" + draw.below(8) : good(" rid-privileged");
        String second = poor ? to("directory", page()) : good("");
        entry(lower, used.get(0), plain);
        entry(upper, used.get(0), second);
        entry(lower, used.get(1), second + " fpd");
        entry(lower, used.get(2), plain + " absent fpd flip=5");
        entry(lower, used.get(3), to("directory", page()) + draw.of("", " fpd") + " flip=" + draw.of(5, 7, 8, draw.between(46, 63)));
        entry(lower, used.get(4), to("directory", page()) + " flip=" + draw.between(85, 127));
        entry(lower, used.get(5), to("directory", page()) + " flip=" + draw.between(128, 255));
        entry(lower, used.get(6), to("directory", page()) + (poor ? " rid-pasid=0x800" : " pdts=1 rid-pasid=" + draw.of("0x3fff", "0x4000")));
        List<String> unoffered = poor ? List.of(" device-tlb", " pasids", " page-requests device-tlb", " translated-pasid pasids", " rid-pasid=0x1",
                " rid-privileged") : List.of(" page-requests", " translated-pasid", " rid-pasid=0x2000");
        for (int i = 0; i < unoffered.size(); i++) {
            entry(lower, used.get(7 + i), to("directory", page()) + unoffered.get(i));
        }
        look(bus, used.get(0));
        look(bus, used.get(0) | 0x80);
        look(other, used.get(0) | 0x80);
        look(other, used.get(0));
        look(bad, used.get(0));
        look(bad, used.get(0) | 0x80);
        look((bus + 3) % 256, used.get(0));
        draw.shuffled(used.subList(1, 8 + unoffered.size())).forEach(place -> look(bus, place));
        script.say("unreadable page", draw.of(lower, upper));
        look(bus, used.get(0));
        look(bus, used.get(0) | 0x80);
        script.say("unreadable page", ROOT);
        look(bus, used.get(0));
    }

    private void refuse(String kind, String pasid, String words) {
        script.say("refuse", kind, pasid, words);
    }

    private void refusals() {
        int bits = draw.between(12, 19);
        script.say("unit", ALL.replace("pasid-bits=20", "pasid-bits=" + bits));
        int entries = 128 << draw.below(2);
        int rid = draw.between(1, 100);
        int inside = rid + 1 + draw.below(1000);
        String context = "entries=" + entries + " rid-pasid=" + rid;
        String all = context + " device-tlb pasids page-requests translated-pasid" + draw.of("", " fpd");
        List<String> kinds = draw.shuffled(List.of("untranslated", "translation", "translated", "page-request"));
        for (String kind : kinds) {
            refuse(kind, "", all);
            refuse(kind, "pasid=" + inside, all);
            refuse(kind, "pasid=" + rid, all);
            refuse(kind, "", context);
        }
        refuse("untranslated", "pasid=" + inside, context + " device-tlb page-requests");
        refuse("translation", "pasid=" + inside, context + " device-tlb page-requests");
        refuse("translated", "pasid=" + inside, context + " device-tlb pasids");
        refuse("translated", "pasid=" + inside, context + " device-tlb translated-pasid");
        refuse("page-request", "pasid=" + inside, context + " page-requests device-tlb");
        refuse("page-request", "pasid=" + inside, context + " page-requests pasids");
        refuse("page-request", "pasid=" + inside, context + " pasids device-tlb");
        for (String kind : kinds.subList(0, 3)) {
            refuse(kind, "pasid=" + (entries * PER_TABLE - 1), context.replace("entries=256", "entries=128") + " device-tlb pasids page-requests translated-pasid");
        }
        refuse("untranslated", "pasid=" + (128 * PER_TABLE), "entries=128 rid-pasid=0 pasids");
        refuse("untranslated", "pasid=" + (1 << bits), "entries=16384 rid-pasid=0 pasids fpd");
        refuse("page-request", "pasid=" + (1 << bits), "entries=16384 rid-pasid=0 pasids page-requests");
        refuse("untranslated", "pasid=" + ((1 << bits) - 1), "entries=16384 rid-pasid=0 pasids");
    }

    private String tables(String type) {
        return switch (type) {
            case "1" -> "type=1 " + to("first", page());
            case "2" -> "type=2 aw=2 " + to("second", page());
            case "3" -> "type=3 aw=2 " + to("second", page()) + " first=0x" + Long.toHexString(draw.frame(36));
            default -> "type=4";
        };
    }

    private String flags() {
        return draw.of("", " supervisor") + draw.of("", " snooped-walk") + draw.of("", " fpd");
    }

    private void entryOf(long table, int place, String words) {
        script.say("pasid-entry", table + 64L * place, words);
    }

    private void look(int pasid, long directory) {
        look(pasid, directory, "");
    }

    private void look(int pasid, long directory, String flags) {
        script.say("pasid-lookup", pasid, to("directory", directory) + flags + (draw.chance(10) ? " fpd" : ""));
    }

    private void pasid() {
        boolean five = draw.inTurn(true, false);
        boolean passThrough = draw.inTurn(true, false);
        boolean narrow = draw.inTurn(true, false);
        script.say("unit", ALL + " aw=48 five-levels=" + onOff(five) + " pass-through=" + onOff(passThrough) + " domain-bits=" + (narrow ? 8 : 16));
        long directory = page();
        next += 0x4_0000;
        long table = page();
        int slot = draw.below(1 << 14);
        script.say("pasid-directory", directory + 8L * slot, to("table", table));
        int silent = (slot + 1) % (1 << 14);
        script.say("pasid-directory", directory + 8L * silent, to("table", table) + " fpd");
        int bad = (slot + 2) % (1 << 14);
        script.say("pasid-directory", directory + 8L * bad, to("table", table) + " flip=" + draw.of(draw.between(2, 11), draw.between(46, 63)));
        int absent = (slot + 3) % (1 << 14);
        script.say("pasid-directory", directory + 8L * absent, to("table", table) + " absent fpd flip=3");
        List<Integer> used = places(17, PER_TABLE);
        int did = draw.between(1, 255);
        for (int i = 0; i < 4; i++) {
            entryOf(table, used.get(i), tables(String.valueOf(i + 1)) + " did=" + (did ^ i) + flags());
        }
        String sound = "type=1 " + to("first", page()) + " did=" + did;
        entryOf(table, used.get(4), sound + " fspm=1" + draw.of("", " write-protect"));
        entryOf(table, used.get(13), sound + " fspm=" + draw.of(2, 3));
        entryOf(table, used.get(5), sound + " absent fpd flip=5");
        entryOf(table, used.get(6), sound + " flip=" + draw.of(5, 10, 11, draw.between(46, 63), draw.between(80, 86), draw.between(91, 95)));
        entryOf(table, used.get(7), sound + draw.of("", " fpd") + " flip=" + draw.of(129, draw.between(136, 139)));
        entryOf(table, used.get(14), sound + draw.of("", " fpd") + " flip=" + draw.between(174, 191)); // FSPTPTR from HAW up
        entryOf(table, used.get(15), sound + " flip=" + draw.between(192, 511));
        entryOf(table, used.get(8), "type=" + draw.of(0, 5, 6, 7) + " did=" + did);
        entryOf(table, used.get(9), "type=2 aw=" + draw.of(0, 3, 4, 7) + " " + to("second", page()) + " did=" + did);
        entryOf(table, used.get(10), sound.replace("did=" + did, "did=" + Numbers.hex(did | 0x100)));
        entryOf(table, used.get(11), "type=3 aw=2 " + to("second", page()) + " first=" + Numbers.hex(draw.frame(45) & -1L << 12 | 1L << 45)
                + " did=" + did);
        entryOf(table, used.get(12), "type=3 aw=1 " + to("second", page()) + " first=" + Numbers.hex(1L << draw.between(39, 44)) + " did=" + did);
        draw.shuffled(used).forEach(place -> look(slot * PER_TABLE + place, directory));
        for (String flags : List.of(" no-device-tlb", " no-pasids", " no-device-tlb no-pasids")) {
            look(slot * PER_TABLE + used.get(draw.below(3)), directory, flags);
        }
        look(silent * PER_TABLE + used.get(0), directory);
        look(silent * PER_TABLE + used.get(8), directory);
        look(silent * PER_TABLE + used.get(5), directory);
        look(bad * PER_TABLE + used.get(0), directory);
        look(absent * PER_TABLE + used.get(0), directory);
        script.say("unreadable page", table);
        look(silent * PER_TABLE + used.get(1), directory);
        script.say("unreadable page", directory + (8L * slot & -4096));
        look(slot * PER_TABLE + used.get(0), directory);
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    private void wholeEntries() {
        script.say("unit", ALL);
        int bus = draw.below(256);
        long contexts = page();
        long directory = page();
        long table = page();
        int place = draw.below(128);
        root(bus, false, to("contexts", contexts));
        entry(contexts, place, to("directory", directory) + " pasids");
        script.say("pasid-directory", directory, to("table", table));
        List<Integer> used = places(3, PER_TABLE);
        entryOf(table, used.get(0), tables("1") + " did=1");
        entryOf(table, used.get(1), tables("2") + " did=2");
        for (long each : List.of(ROOT, contexts, table)) {
            script.say("whole-only page", each);
        }
        look(bus, place);
        look(bus, (place + 1) % 128);
        used.forEach(each -> look(each, directory));
    }
}
