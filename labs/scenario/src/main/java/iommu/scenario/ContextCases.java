package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 01: root and context entries. Each device gets a bus or a place of its own, so that topics don't mix.
 */
final class ContextCases {

    private static final long ROOT_TABLE = 0x100_0000;
    private static final long PRESENT = 1;
    private static final long FPD = 2;

    private final Draw draw;
    private final Script script;
    private int haw = 48;
    private int domainBits = 16;
    private int nextBus;
    private int nextDomain;

    private ContextCases(Draw draw, Script script) {
        this.draw = draw;
        this.script = script.say("room", Room.CONTEXT);
        nextBus = draw.of(0, 0x7F, 0x80, draw.below(256));
        nextDomain = draw.below(0x10000);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("01.lookup", (draw, script) -> new ContextCases(draw, script).lookup());
        profiles.put("01.reserved", (draw, script) -> new ContextCases(draw, script).reserved());
        profiles.put("01.width-and-type", (draw, script) -> new ContextCases(draw, script).widthAndType());
        profiles.put("01.silence", (draw, script) -> new ContextCases(draw, script).silence());
        profiles.put("01.access-errors", (draw, script) -> new ContextCases(draw, script).accessErrors());
        profiles.put("01.whole-entries", (draw, script) -> new ContextCases(draw, script).wholeEntries());
        profiles.put("01.all", (draw, script) -> new ContextCases(draw, script).all());
    }

    private int devfn() {
        return draw.of(0, 7, 8, 0x18, 0x7F, 0x80, 0xF8, 0xFF, draw.below(256), draw.below(256));
    }

    private int bus() {
        nextBus = nextBus + 0x1D & 0xFF; // odd: all 256 buses in turn
        return nextBus;
    }

    /** A domain-id of the supported width, not 0, which caching mode forbids. */
    private int domain() {
        nextDomain += 0x101;
        int id = nextDomain & (1 << domainBits) - 1;
        return id == 0 ? 1 : id;
    }

    private SourceId attach(int bus, int devfn, String... more) {
        SourceId source = Script.source(bus, devfn);
        script.say("attach", source, Script.did(domain()) + (more.length > 0 ? " " + more[0] : ""));
        return source;
    }

    private void ask(SourceId source) {
        script.say("context", source);
    }

    private void editContext(SourceId source, String bits) {
        script.say("edit-context", source, bits);
    }

    private static String bits(String which, long bits) {
        return which + "=" + Numbers.hex(bits);
    }

    private static long bit(int number) {
        return 1L << number;
    }

    private void lookup() {
        List<SourceId> asked = new ArrayList<>();
        for (int i = draw.between(3, 4); i > 0; i--) {
            SourceId source = attach(bus(), devfn());
            int devfn = source.value() & 0xFF;
            asked.add(source);
            if (draw.chance(50)) {
                asked.add(attach(source.bus(), devfn ^ draw.of(1, 4, 8, 0x10, 0x80)));
            }
            asked.add(Script.source(source.bus(), devfn ^ draw.of(2, 0x20, 0x40, 0x80)));
            asked.add(Script.source(source.bus(), source.function() << 5 | source.device())); // fields swapped
            asked.add(Script.source(source.bus() ^ draw.of(1, 2, 0x40, 0x80), devfn));
        }
        asked.add(tablesBelow(haw - 1)); // the highest bit of all is 01.reserved's
        draw.shuffled(asked).forEach(this::ask);
        SourceId gone = asked.get(0);
        editContext(gone, bits("low-clear", PRESENT)); // the rest of the entry stays: only bit 0 counts
        ask(gone);
        script.say("edit-root", asked.get(2), bits("low-clear", PRESENT));
        ask(asked.get(2));
        ask(gone);
    }

    /** Tables whose addresses use all bits below the host address width. */
    private SourceId highTables() {
        return tablesBelow(haw);
    }

    /** Tables whose addresses have this many bits. */
    private SourceId tablesBelow(int bits) {
        SourceId source = Script.source(bus(), devfn());
        long contexts = bit(bits - 1) | draw.frame(bits - 1);
        long pages = bit(bits - 1) | draw.frame(bits - 1);
        script.say("write128", contexts + 16 * (source.value() & 0xFF), pages | PRESENT, 2L | (long) domain() << 8);
        script.say("write128", ROOT_TABLE + 16 * source.bus(), contexts | PRESENT, 0L);
        return source;
    }

    private void reserved() {
        haw = draw.of(39, 40, 46, 48, 51, 52);
        domainBits = draw.inTurn(4, 8, 12, 16);
        script.say("unit haw=" + haw + " domain-bits=" + domainBits);
        ask(attach(bus(), devfn()));
        List<Runnable> topics = new ArrayList<>(List.of(this::reservedRoot, this::reservedContext, this::absentButDirty,
                this::ignoredBits, this::topBits));
        if (domainBits < 16) {
            topics.add(this::wideDomain);
        }
        draw.shuffled(topics).forEach(Runnable::run);
        ask(highTables());
    }

    /** A bit of one half of an entry. */
    private record Bit(String half, int number) {
        String set() {
            return bits(half + "-set", bit(number));
        }

        String clear() {
            return bits(half + "-clear", bit(number));
        }
    }

    /** Asks with each of these bits set, one after the other. */
    private void oneByOne(String edit, SourceId source, List<Bit> each) {
        String before = "";
        for (Bit bit : draw.shuffled(each)) {
            script.say(edit, source, before + bit.set());
            ask(source);
            before = bit.clear() + " ";
        }
    }

    private void reservedRoot() {
        SourceId source = attach(bus(), devfn());
        ask(source);
        oneByOne("edit-root", source, List.of(new Bit("low", draw.between(1, 11)), new Bit("low", haw), new Bit("low", 63),
                new Bit("high", draw.of(0, 11, 12, 63, draw.below(64)))));
        if (draw.chance(60)) {
            script.say("edit-root", source, bits("low-clear", PRESENT));
            ask(source);
        }
    }

    /** One bit of each field that is reserved, and where a field has an edge of this unit both its ends. */
    private void reservedContext() {
        oneByOne("edit-context", attach(bus(), devfn()), List.of(new Bit("low", draw.between(4, 11)), new Bit("low", haw),
                new Bit("low", 63), new Bit("high", 7), new Bit("high", draw.of(24, 63, draw.between(24, 63)))));
    }

    private void wideDomain() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("high-set", bit(8 + draw.of(domainBits, 15))));
        ask(source);
        editContext(source, bits("high-clear", 0xFFFFL << 8) + " " + bits("high-set", bit(8 + domainBits))); // the first that is too wide
        ask(source);
    }

    private void absentButDirty() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("low-clear", PRESENT) + " " + bits("low-set", bit(draw.of(63, draw.between(4, 11)))) + " "
                + bits("high-set", bit(draw.of(7, draw.between(24, 63)))));
        ask(source);
    }

    private void ignoredBits() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("high-set", draw.of(0x8L, 0x40L, 0x78L, 0x30L))); // bits 70:67
        ask(source);
    }

    private void topBits() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("low-set", bit(haw - 1)) + " " + bits("high-set", bit(8 + domainBits - 1)));
        ask(source);
    }

    private void widthAndType() {
        String levels = draw.inTurn("3", "4", "5", "3,4", "4,5", "3,5", "3,4,5");
        script.say("unit mgaw=57 levels=" + levels + " pass-through=" + draw.inTurn("on", "off") + " device-tlb="
                + draw.inTurn("on", "off"));
        int bus = bus();
        int devfn = draw.below(256);
        ask(attach(bus, devfn));
        SourceId wide = attach(bus, devfn + 29 & 0xFF);
        for (int width : draw.shuffled(List.of(0, 1, 2, 3, 4, 5, 6, 7))) {
            editContext(wide, bits("high-clear", 7) + " " + bits("high-set", width));
            ask(wide);
        }
        SourceId typed = attach(bus, devfn + 58 & 0xFF);
        for (int type : draw.shuffled(List.of(1, 2, 3))) {
            editContext(typed, bits("low-clear", 0xC) + " " + bits("low-set", (long) type << 2));
            ask(typed);
        }
    }

    private void silence() {
        int bus = bus();
        int devfn = draw.below(200);
        for (boolean present : draw.shuffled(List.of(true, false, true, false))) {
            SourceId loud = attach(bus, devfn++);
            SourceId silent = attach(bus, devfn++, "fpd");
            if (!present) {
                editContext(loud, bits("low-clear", PRESENT));
                editContext(silent, bits("low-clear", PRESENT));
            }
            ask(silent);
            ask(loud);
        }
        SourceId changed = attach(bus, devfn++);
        editContext(changed, bits("low-set", FPD));
        ask(changed);
        editContext(changed, bits("low-clear", FPD));
        ask(changed);
        SourceId bare = Script.source(bus, devfn);
        ask(bare);
        editContext(bare, bits("low-set", FPD)); // FPD alone, in an entry that nobody made present
        ask(bare);
        SourceId rootless = attach(bus(), devfn, "fpd");
        ask(rootless);
        script.say("edit-root", rootless, bits("low-clear", PRESENT));
        ask(rootless);
    }

    private void accessErrors() {
        SourceId here = attach(bus(), devfn());
        SourceId there = attach(bus(), devfn());
        SourceId neighbour = Script.source(here.bus(), here.value() & 0xFF ^ 1);
        SourceId nowhere = Script.source(bus(), devfn());
        List<SourceId> all = List.of(here, there, neighbour, nowhere);
        draw.shuffled(all).forEach(this::ask);
        for (String structure : draw.shuffled(List.of("root", "context", "context"))) {
            SourceId victim = draw.of(here, there);
            script.say("unreadable", structure, victim);
            draw.shuffled(all).forEach(this::ask);
            script.say("readable", structure, victim);
            ask(victim);
        }
    }

    private void wholeEntries() {
        SourceId first = attach(bus(), devfn());
        SourceId second = attach(bus(), devfn());
        SourceId nowhere = Script.source(bus(), devfn());
        SourceId neighbour = Script.source(first.bus(), first.value() & 0xFF ^ 1);
        draw.shuffled(List.of("root " + first, "context " + first, "context " + second))
                .forEach(structure -> {
                    script.say("whole-only", structure);
                    draw.shuffled(List.of(first, second, nowhere, neighbour)).forEach(this::ask);
                });
    }

    private void all() {
        haw = draw.of(40, 46, 48, 52);
        domainBits = draw.of(8, 12, 16);
        script.say("unit haw=" + haw + " domain-bits=" + domainBits + " pass-through=" + draw.of("on", "off")
                + " device-tlb=" + draw.of("on", "off"));
        List<Runnable> topics = List.of(() -> ask(attach(bus(), devfn())), () -> ask(highTables()),
                () -> ask(Script.source(bus(), devfn())), this::reservedRoot, this::reservedContext,
                this::absentButDirty, this::ignoredBits, this::topBits, this::anyWidth, this::anyType,
                this::unreadable, this::silentEntry);
        draw.shuffled(topics).forEach(Runnable::run);
    }

    private void anyWidth() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("high-clear", 7) + " " + bits("high-set", draw.below(8)));
        ask(source);
    }

    private void anyType() {
        SourceId source = attach(bus(), devfn());
        editContext(source, bits("low-set", 4L * draw.between(1, 3)));
        ask(source);
    }

    private void unreadable() {
        SourceId source = attach(bus(), devfn());
        for (String structure : List.of("root", "context")) {
            script.say("unreadable", structure, source);
            ask(source);
            script.say("readable", structure, source);
        }
        ask(source);
    }

    private void silentEntry() {
        SourceId source = attach(bus(), devfn(), "fpd");
        ask(source);
        editContext(source, bits("low-clear", PRESENT));
        ask(source);
    }
}
