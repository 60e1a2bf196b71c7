package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.List;
import java.util.Optional;

/**
 * Reads, writes and carries out the statements of the room {@code interrupts}. Entries and descriptors are put together
 * here, apart from who takes them apart (§9.9-§9.11).
 */
final class InterruptWords {

    static final String ENTRY = "irte GPA vector=V [dest=FIELD] [mode=M] [logical] [redirect] [level] [from=SID [sq=N] | buses=A-B] [fpd]"
            + " [absent] [low-set=M] [high-set=M] or irte GPA posted=GPA vector=V [urgent] [from=SID [sq=N] | buses=A-B] [fpd] [absent]"
            + " [low-set=M] [high-set=M]";
    static final String REGISTERS = "interrupts on|off [table=GPA] [entries=N] [extended] [compatibility]";

    private static final int MOST_ENTRIES = 1 << 16;

    /** Where a remapped entry sends: DST and its flags. */
    record Delivery(int field, int mode, boolean logical, boolean redirect, boolean level) {
        private static final Delivery NONE = new Delivery(0, 0, false, false, false);
    }

    /** What an entry is for. @param posted the descriptor, if it posts */
    record Target(int vector, Optional<Gpa> posted, boolean urgent, Delivery delivery) {
    }

    /** Whom an entry serves. @param sid SID @param validation SVT @param qualifier SQ */
    record Sources(int sid, int validation, int qualifier) {
        private static final Sources ALL = new Sources(0, 0, 0);
    }

    /** P, FPD, and bits that are set besides. */
    record Flags(boolean absent, boolean silent, long low, long high) {
    }

    private InterruptWords() {
    }

    static Statement read(String keyword, Words words) {
        return switch (keyword) {
            case "interrupts" -> new RoomStatement.ProgramInterrupts(registers(words));
            case "irte" -> new RoomStatement.InterruptEntry(words.aligned(words.plain("the address"), 16), target(words), sources(words), flags(words));
            case "posted-descriptor" -> new RoomStatement.PostedControl(words.aligned(words.plain("the address"), 64),
                    words.number(words.required("vector"), 0, 0xFF), words.number32(words.required("dest")),
                    words.flag("outstanding"), words.flag("suppress"), words.number("set").orElse(0));
            default -> invalidation(words);
        };
    }

    private static InterruptRegisters registers(Words words) {
        boolean on = StatementReader.word(words, "on or off", "on", "off").equals("on");
        Gpa table = words.named("table").map(word -> words.aligned(word, 4096)).orElse(InterruptRegisters.RESET.table());
        Optional<Word> size = words.named("entries");
        int entries = size.map(word -> words.number(word, 2, MOST_ENTRIES)).orElse(InterruptRegisters.RESET.entries());
        if (Integer.bitCount(entries) != 1) {
            throw words.error(size.orElseThrow().column(), "'" + size.get().text() + "' is no power of two");
        }
        return new InterruptRegisters(on, table, entries, words.flag("extended"), words.flag("compatibility"));
    }

    private static Target target(Words words) {
        Optional<Gpa> posted = words.named("posted").map(word -> words.aligned(word, 64));
        int vector = words.number(words.required("vector"), 0, 0xFF);
        return posted.isPresent() ? new Target(vector, posted, words.flag("urgent"), Delivery.NONE)
                : new Target(vector, posted, false, new Delivery(words.named("dest").map(words::number32).orElse(0),
                        words.number("mode", 0, 7).orElse(0), words.flag("logical"), words.flag("redirect"), words.flag("level")));
    }

    private static Sources sources(Words words) {
        Optional<Word> buses = words.named("buses");
        if (buses.isPresent()) {
            String[] ends = buses.get().text().split("-", -1);
            if (ends.length != 2) {
                throw words.error(buses.get().column(), "buses are FIRST-LAST");
            }
            return new Sources(words.number(new Word(ends[0], buses.get().column()), 0, 0xFF) << 8
                    | words.number(new Word(ends[1], buses.get().column()), 0, 0xFF), 2, 0);
        }
        return words.named("from").map(from -> new Sources(words.source(from).value(), 1, words.number("sq", 0, 3).orElse(0)))
                .orElse(Sources.ALL);
    }

    private static Flags flags(Words words) {
        return new Flags(words.flag("absent"), words.flag("fpd"), words.number("low-set").orElse(0), words.number("high-set").orElse(0));
    }

    private static Statement invalidation(Words words) {
        return words.flag("all") ? new RoomStatement.InvalidateInterrupts(true, 0, 0)
                : new RoomStatement.InvalidateInterrupts(false, words.number(words.required("index"), 0, MOST_ENTRIES - 1),
                        words.number(words.required("mask"), 0, 15));
    }

    static String text(RoomStatement.OfInterrupts statement) {
        return switch (statement) {
            case RoomStatement.ProgramInterrupts(InterruptRegisters r) -> "interrupts " + (r.enabled() ? "on" : "off") + " table=" + r.table()
                    + " entries=" + r.entries() + flag(r.extendedMode(), "extended") + flag(r.compatibility(), "compatibility");
            case RoomStatement.InterruptEntry(Gpa at, Target target, Sources from, Flags flags) -> "irte " + at + text(target) + text(from)
                    + flag(flags.silent(), "fpd") + flag(flags.absent(), "absent") + bits("low-set", flags.low()) + bits("high-set", flags.high());
            case RoomStatement.PostedControl s -> "posted-descriptor " + s.at() + " vector=" + Numbers.hex(s.vector()) + " dest="
                    + Numbers.hex(Integer.toUnsignedLong(s.field())) + flag(s.outstanding(), "outstanding") + flag(s.suppress(), "suppress")
                    + bits("set", s.set());
            case RoomStatement.InvalidateInterrupts s -> "invalidate-interrupts "
                    + (s.all() ? "all" : "index=" + Numbers.hex(s.index()) + " mask=" + s.mask());
        };
    }

    private static String text(Target target) {
        Delivery to = target.delivery();
        return target.posted().map(at -> " posted=" + at).orElse("") + " vector=" + Numbers.hex(target.vector())
                + flag(target.urgent(), "urgent") + bits("dest", Integer.toUnsignedLong(to.field())) + (to.mode() == 0 ? "" : " mode=" + to.mode())
                + flag(to.logical(), "logical") + flag(to.redirect(), "redirect") + flag(to.level(), "level");
    }

    private static String text(Sources from) {
        return switch (from.validation()) {
            case 1 -> " from=" + new SourceId(from.sid()) + (from.qualifier() == 0 ? "" : " sq=" + from.qualifier());
            case 2 -> " buses=" + Numbers.hex(from.sid() >>> 8) + "-" + Numbers.hex(from.sid() & 0xFF);
            default -> "";
        };
    }

    private static String bits(String name, long value) {
        return value == 0 ? "" : " " + name + "=" + Numbers.hex(value);
    }

    private static String flag(boolean set, String word) {
        return set ? " " + word : "";
    }

    static Stimulus step(RoomStatement.OfInterrupts statement) {
        return switch (statement) {
            case RoomStatement.ProgramInterrupts(InterruptRegisters registers) -> new RoomCall.ProgramInterrupts(registers);
            case RoomStatement.InterruptEntry(Gpa at, Target target, Sources from, Flags flags) ->
                new Stimulus.Store128(at, new Entry128(low(target, flags), high(target, from, flags)));
            case RoomStatement.PostedControl s -> new Stimulus.Store64(s.at().plus(32), (s.outstanding() ? 1 : 0) | (s.suppress() ? 2 : 0)
                    | (long) s.vector() << 16 | (long) s.field() << 32 | s.set());
            case RoomStatement.InvalidateInterrupts s -> new RoomCall.InvalidateInterrupts(s.all(), s.index(), s.mask());
        };
    }

    private static long low(Target target, Flags flags) {
        Delivery to = target.delivery();
        long kind = target.posted().isPresent() ? target.posted().get().value() << 32 | 0x8000 | (target.urgent() ? 0x4000 : 0)
                : (long) to.field() << 32 | (long) to.mode() << 5 | (to.level() ? 0x10 : 0) | (to.redirect() ? 8 : 0) | (to.logical() ? 4 : 0);
        return kind | (long) target.vector() << 16 | (flags.silent() ? 2 : 0) | (flags.absent() ? 0 : 1) | flags.low();
    }

    private static long high(Target target, Sources from, Flags flags) {
        return target.posted().map(at -> at.value() & -1L << 32).orElse(0L) | (long) from.validation() << 18
                | (long) from.qualifier() << 16 | from.sid() | flags.high();
    }
}
