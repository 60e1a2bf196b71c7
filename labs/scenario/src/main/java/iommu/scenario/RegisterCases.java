package iommu.scenario;

import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 05. Offsets and bits are written out here, apart from those of the unit. But for {@code 05.pairs} no access
 * goes over two registers; a write of GCMD changes one bit at a time, as §11.4.4.1 asks.
 */
final class RegisterCases {

    private static final int GCMD = 0x18;
    private static final int GSTS = 0x1C;
    private static final int RTADDR = 0x20;
    private static final int CCMD = 0x28;
    private static final int FSTS = 0x34;
    private static final int FECTL = 0x38;
    private static final int IQA = 0x90;
    private static final int IQT = 0x88;
    private static final int ICS = 0x9C;
    private static final int IECTL = 0xA0;
    private static final int IRTA = 0xB8;
    private static final int IVA = 0xF0;
    private static final int IOTLB = 0xF8;
    private static final int FRCD = 0x220;
    private static final long TE = 1L << 31;
    private static final long SRTP = 1L << 30;
    private static final long WBF = 1L << 27;
    private static final long QIE = 1L << 26;
    private static final long IRE = 1L << 25;
    private static final long SIRTP = 1L << 24;
    private static final long CFI = 1L << 23;
    private static final long DW = 1L << 11;
    private static final int LEGACY_ROOT = 46;
    /** A unit that may leave the upper half of message addresses out has no use for it without this. */
    private static final String EXTENDED = "interrupt-remapping=on extended-interrupts=on";

    private static final String SCALABLE = " scalable=on first-stage=on second-stage=on pasid-bits=";

    private final Draw draw;
    private final Script script;
    private long enabled;
    /** Whether SRTP, SIRTP came since TE, IRE were switched off. */
    private boolean freshRoot;
    private boolean freshTable;

    private RegisterCases(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script.say("room", Room.REGISTERS);
        if (!unit.isEmpty()) {
            script.say("unit", unit);
        }
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("05.words", (draw, script) -> new RegisterCases(draw, script, "interrupt-remapping=on").words());
        profiles.put("05.events", (draw, script) -> new RegisterCases(draw, script, draw.of("", EXTENDED)).events());
        profiles.put("05.status", (draw, script) -> {
            int records = draw.inTurn(1, 4, 16, 256, 8, 64);
            new RegisterCases(draw, script, "device-tlb=on fault-records=" + records).status(records);
        });
        profiles.put("05.commands", (draw, script) ->
            new RegisterCases(draw, script, "interrupt-remapping=on write-buffer-flush=on").commands());
        profiles.put("05.invalidations", (draw, script) -> {
            int widest = draw.inTurn(9, 18, 36);
            String pages = draw.inTurn("", " psi=off");
            new RegisterCases(draw, script, "mamv=" + widest + pages + draw.of("", "", " domain-bits=8")).invalidations(widest);
        });
        profiles.put("05.capabilities", (draw, script) -> new RegisterCases(draw, script, unit(draw)).capabilities());
        profiles.put("05.pairs", (draw, script) -> new RegisterCases(draw, script, draw.of("", EXTENDED)).pairs());
    }

    private void write(int offset, int bits, long value) {
        script.say("mmio", "write" + bits, Numbers.hex(offset), Numbers.hex(bits == 32 ? value & 0xFFFF_FFFFL : value));
    }

    private void read(int offset, int bits) {
        script.say("mmio", "read" + bits, Numbers.hex(offset));
    }

    private long pattern() {
        return draw.of(-1L, 0L, draw.bits(), draw.bits(), 0xAAAA_AAAA_5555_5555L);
    }

    /** Reads a register of 64 bits whole, or by its halves. */
    private void readWide(int offset) {
        switch (draw.below(3)) {
            case 0 -> {
                read(offset, 32);
                read(offset + 4, 32);
            }
            case 1 -> read(offset + 4, 32);
            default -> read(offset, 64);
        }
    }

    private void words() {
        read(0, 32);
        for (int i = draw.between(3, 4); i > 0; i--) {
            int register = draw.of(RTADDR, IQA, IRTA);
            long value = pattern();
            switch (draw.below(4)) {
                case 0 -> write(register, 32, value);
                case 1 -> write(register + 4, 32, value);
                default -> write(register, 64, value);
            }
            readWide(register);
            if (draw.chance(50)) {
                int nowhere = draw.of(0x04, 0x30, 0x48, 0x60, 0x98, 0xB4 + 0x400, 0x3FC, 0xFFFC);
                write(nowhere, 32, -1);
                read(nowhere, 32);
            }
            if (draw.chance(40)) {
                int constant = draw.of(0x00, GSTS, 0x80, 0x84);
                write(constant, 32, -1);
                read(constant, 32);
            }
        }
        for (int register : draw.shuffled(List.of(RTADDR, IQA, IRTA))) {
            write(register, 64, -1); // each bit that software may set it may clear again
            int beside = register + draw.of(1, 2, 6); // no multiple of four
            write(beside, 32, draw.of(0L, draw.bits()));
            read(beside, 32);
            read(register, 64);
            write(register, 64, 0);
            read(register, 64);
        }
    }

    private void events() {
        read(FECTL, 32);
        read(IECTL, 32);
        for (int i = draw.between(9, 13); i > 0; i--) {
            int at = draw.of(FECTL, IECTL) + draw.of(0, 0, 4, 8, 12);
            write(at, 32, pattern());
            read(at, 32);
        }
        for (int i = 0; i < 16; i += 4) {
            read(FECTL + i, 32);
            read(IECTL + i, 32);
        }
    }

    private String conditions() {
        List<String> some = new ArrayList<>();
        for (FaultCondition condition : FaultCondition.values()) {
            if (draw.chance(50)) {
                some.add(RoomWords.text(condition));
            }
        }
        return some.isEmpty() ? "-" : String.join(",", some);
    }

    private void status(int records) {
        read(FSTS, 32);
        List<Long> written = draw.shuffled(List.of(0L, 1L, -1L));
        List<Long> cleared = draw.shuffled(List.of(draw.of(0L, -1L), draw.of(1L, 0x10L, 0x20L, 0x40L), draw.of(0x71L, 0x60L, 0x11L)));
        List<Long> faults = draw.shuffled(List.of(0L, 1L << 31, 0x7FFF_FFFFL));
        List<Integer> pendings = draw.shuffled(List.of(0, 1, draw.below(2)));
        int last = draw.below(3);
        for (int round = 0; round < 3; round++) {
            int pending = round == last ? records - 1 : draw.below(records);
            script.say("show-faults", "registers=" + records, "first=" + pending, "conditions=" + conditions(), "ip=" + pendings.get(2 - round),
                    "record" + pending + "=" + Numbers.hex(draw.frame(46)) + ":" + Numbers.hex(1L << 63 | draw.bits() & 0x40FF_00FF_0000_FFFFL));
            read(FSTS, 32);
            read(FECTL, 32);
            int record = FRCD + 16 * pending;
            if (draw.chance(50)) {
                read(record, 64);
                read(record + 8, 64);
            } else {
                read(record + 12, 32);
                read(record + 8, 32);
            }
            write(FSTS, 32, cleared.get(round));
            write(record + 12, 32, faults.get(round));
            int completed = written.get(round) == 1 ? draw.below(2) : 1;
            script.say("show-queue", "head=" + draw.below(256), "completed=" + completed, "ip=" + pendings.get(round),
                    "error=" + StatusFields.text(draw.of(QueueError.values())), "timed-out=" + Script.source(draw.below(256), draw.below(256)));
            readWide(0x80);
            read(ICS, 32);
            read(IECTL, 32);
            read(0xB0, 64);
            write(ICS, 32, written.get(round));
            if (draw.chance(40)) {
                script.say("show-faults", "registers=" + records);
                read(FSTS, 32);
                read(record + 12, 32);
            }
        }
    }

    private void command(long bit, boolean on) {
        long value = on ? enabled | bit : enabled & ~bit;
        write(GCMD, 32, value);
        read(GSTS, 32);
        if ((bit & (SRTP | SIRTP | WBF)) == 0) {
            enabled = value;
        }
        freshRoot = bit == SRTP || freshRoot && (bit != TE || on);
        freshTable = bit == SIRTP || freshTable && (bit != IRE || on);
    }

    /**
     * Switches TE or IRE. Without a new pointer a unit may refuse to switch on (§6.6): then the bit is taken back at
     * once, so that no later write changes more than one, whatever this unit did.
     */
    private void toggle(long bit, boolean fresh) {
        boolean on = (enabled & bit) == 0;
        command(bit, on);
        if (on && !fresh) {
            command(bit, false);
        } else if (!on && draw.chance(40)) {
            toggle(bit, false);
        }
    }

    private void interruptTable() {
        write(IRTA, 64, draw.frame(LEGACY_ROOT) | draw.below(16));
        command(SIRTP, true);
    }

    private void commands() {
        read(GSTS, 32);
        write(RTADDR, 64, draw.frame(LEGACY_ROOT));
        command(SRTP, true);
        interruptTable();
        List<Runnable> topics = List.of(this::newRoot, this::newInterruptTable, this::queue, () -> command(WBF, true),
                () -> command(CFI, (enabled & CFI) == 0), this::anything, this::anything);
        draw.shuffled(topics).forEach(Runnable::run);
        read(GSTS, 32);
    }

    private void anything() {
        switch (draw.below(3)) {
            case 0 -> {
                write(RTADDR, 64, draw.frame(LEGACY_ROOT));
                if (draw.chance(60)) {
                    command(SRTP, true);
                }
            }
            case 1 -> toggle(IRE, freshTable);
            default -> toggle(TE, freshRoot);
        }
    }

    /** A root pointer counts with SRTP, and with that alone, while translation is on (§6.6). */
    private void newRoot() {
        if ((enabled & TE) == 0) {
            if (!freshRoot) {
                command(SRTP, true);
            }
            command(TE, true);
        }
        write(RTADDR, 64, draw.frame(LEGACY_ROOT));
        command(SRTP, true);
        if (draw.chance(50)) {
            write(RTADDR, 64, draw.frame(LEGACY_ROOT));
            command(TE, false);
        }
    }

    /** The same of the interrupt table (§6.7). */
    private void newInterruptTable() {
        if ((enabled & IRE) == 0) {
            interruptTable();
            command(IRE, true);
        }
        interruptTable();
    }

    /** On and off and on again: with one page and with many, narrow and wide; the tail by either width. */
    private void queue() {
        long width = draw.of(0L, DW);
        write(IQA, 64, draw.frame(LEGACY_ROOT) | width | draw.below(4));
        write(IQT, 64, 0);
        command(QIE, true);
        for (int bits : draw.shuffled(List.of(32, 64))) {
            write(IQT, bits, draw.between(0x80, 0xFF) << 4);
        }
        read(IQT, 64);
        command(QIE, false);
        write(IQA, 64, draw.frame(LEGACY_ROOT) | width ^ DW | draw.between(4, 7));
        write(IQT, 64, 0);
        command(QIE, true);
        if (draw.chance(50)) {
            command(QIE, false);
        }
    }

    /** Writes a command of 64 bits whole, or the upper half last. */
    private void submit(int offset, long value) {
        if (draw.chance(50)) {
            write(offset, 64, value);
        } else {
            write(offset, 32, value);
            write(offset + 4, 32, value >>> 32);
        }
        read(offset + 4, 32);
    }

    /** @param widest CAP.MAMV: masks just up to it are served, larger ones do nothing (§11.4.6.4) */
    private void invalidations(int widest) {
        List<Runnable> commands = new ArrayList<>();
        for (long granularity : List.of(1L, 2L, 3L)) {
            commands.add(() -> submit(CCMD, 1L << 63 | granularity << 61 | (long) draw.below(4) << 32 | (long) draw.below(0x10000) << 16 | did()));
        }
        commands.add(() -> submit(IOTLB, 1L << 63 | 1L << 60 | did() << 32));
        commands.add(() -> submit(IOTLB, 1L << 63 | 2L << 60 | (long) draw.between(0x100, 0xFFFF) << 32));
        long hint = draw.below(2);
        commands.add(() -> page(widest, hint));
        commands.add(() -> page(draw.of(0, 1, draw.below(widest)), 1 - hint));
        commands.add(() -> page(widest + 1, draw.below(2)));
        commands.add(() -> write(CCMD + 4, 32, (long) draw.between(1, 3) << 29)); // no command without ICC
        commands.add(() -> write(IOTLB + 4, 32, (long) draw.between(1, 3) << 28)); // nor without IVT
        draw.shuffled(commands).forEach(Runnable::run);
    }

    private long did() {
        return draw.of(0, 1, 0x80, draw.below(0x100), draw.below(0x10000));
    }

    private void page(int mask, long hint) {
        write(IVA, 64, draw.frame(47) | hint << 6 | mask);
        submit(IOTLB, 1L << 63 | 3L << 60 | (long) draw.below(4) << 48 | did() << 32);
    }

    private static String unit(Draw draw) {
        return "aw=" + draw.inTurn(57, 39, 57, 48) + " domain-bits=" + draw.inTurn(4, 8, 16) + eitherWay(draw, "caching-mode")
                + eitherWay(draw, "zlr")
                + draw.inTurn(" coherent=on snoop-control=off", " coherent=off snoop-control=on", " coherent=on snoop-control=on",
                        " coherent=off snoop-control=off")
                + draw.inTurn(" protected-low=on protected-high=off", " protected-low=off protected-high=on",
                        " protected-low=on protected-high=on", " protected-low=off protected-high=off")
                + " superpages=" + draw.inTurn("none", "2M", "2M", "2M,1G") + " mamv=" + draw.inTurn(0, 9, 18, 36)
                + " fault-records=" + draw.inTurn(1, 8, 32, 64) + eitherWay(draw, "device-tlb") + eitherWay(draw, "pass-through")
                + eitherWay(draw, "interrupt-remapping")
                + draw.inTurn("", SCALABLE + "0", SCALABLE + "8", SCALABLE + "20");
    }

    private static String eitherWay(Draw draw, String ability) {
        return " " + ability + "=" + draw.inTurn("on", "off");
    }

    private void capabilities() {
        for (int register : List.of(0x08, 0x10, 0x08, 0x10)) {
            readWide(register);
            write(register, 64, pattern());
        }
        read(0x08, 64);
        read(0x10, 64);
    }

    private void pairs() {
        for (int i = draw.between(5, 8); i > 0; i--) {
            int at = draw.of(FECTL, FECTL + 8, IECTL, IECTL + 8);
            write(at, 64, pattern());
            read(at, 64);
            if (draw.chance(50)) {
                read(at, 32);
                read(at + 4, 32);
            }
        }
        read(GCMD, 64);
    }
}
