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
            int records = draw.of(1, 2, 4, 8);
            new RegisterCases(draw, script, "device-tlb=on fault-records=" + records).status(records);
        });
        profiles.put("05.commands", (draw, script) ->
            new RegisterCases(draw, script, "interrupt-remapping=on write-buffer-flush=on").commands());
        profiles.put("05.invalidations", (draw, script) -> {
            int widest = draw.of(9, 18, 36);
            new RegisterCases(draw, script, "mamv=" + widest + draw.of("", "", " domain-bits=8", " psi=off", " psi=off")).invalidations(widest);
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
        for (int i = draw.between(5, 7); i > 0; i--) {
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
        for (int register : List.of(RTADDR, IQA, IRTA)) {
            int beside = register + draw.of(1, 2, 6); // no multiple of four
            write(beside, 32, pattern());
            read(beside, 32);
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
        for (int round = 0; round < 3; round++) {
            int pending = draw.below(records);
            script.say("show-faults", "registers=" + records, "first=" + pending, "conditions=" + conditions(), "ip=" + draw.below(2),
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
            write(FSTS, 32, draw.of(0L, 1L, 0x71L, 0x10L, 0x60L, -1L));
            write(record + 12, 32, draw.of(0L, 1L << 31, 1L << 31, 0x7FFF_FFFFL));
            script.say("show-queue", "head=" + draw.below(256), "completed=" + draw.below(2), "ip=" + draw.below(2), "error="
                    + StatusFields.text(draw.of(QueueError.values())), "timed-out=" + Script.source(draw.below(256), draw.below(256)));
            readWide(0x80);
            read(ICS, 32);
            read(IECTL, 32);
            read(0xB0, 64);
            write(ICS, 32, draw.of(0L, 1L, 1L, -1L));
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
        for (int i = draw.between(8, 11); i > 0; i--) {
            switch (draw.below(9)) {
                case 0 -> command(WBF, true);
                case 1 -> {
                    write(RTADDR, 64, draw.frame(LEGACY_ROOT));
                    if (draw.chance(60)) {
                        command(SRTP, true);
                    }
                }
                case 2 -> toggle(IRE, freshTable);
                case 3, 4 -> queue();
                case 5 -> command(CFI, (enabled & CFI) == 0);
                case 6 -> interruptTable();
                default -> toggle(TE, freshRoot);
            }
            if ((enabled & TE) == 0 && draw.chance(50)) {
                write(RTADDR, 64, draw.frame(LEGACY_ROOT));
                command(SRTP, true);
            }
            if ((enabled & IRE) == 0 && !freshTable && draw.chance(50)) {
                interruptTable();
            }
        }
        read(GSTS, 32);
    }

    private void queue() {
        if ((enabled & QIE) == 0) {
            write(IQA, 64, draw.frame(LEGACY_ROOT) | draw.of(0L, 0L, DW) | draw.below(8));
            write(IQT, 64, 0);
            command(QIE, true);
        } else if (draw.chance(70)) {
            write(IQT, draw.of(32, 64), (long) draw.below(256) << 4);
            read(IQT, 64);
        } else {
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
        for (int i = draw.between(6, 8); i > 0; i--) {
            long did = draw.of(0, 1, 0x80, draw.below(0x100), draw.below(0x10000));
            long granularity = draw.between(1, 3);
            if (draw.chance(50)) {
                submit(CCMD, 1L << 63 | granularity << 61 | (long) draw.below(4) << 32 | (long) draw.below(0x10000) << 16 | did);
            } else {
                long mask = draw.of(0, 1, widest, widest, widest + 1, draw.below(64));
                write(IVA, 64, draw.frame(47) | (long) draw.below(2) << 6 | mask);
                submit(IOTLB, 1L << 63 | granularity << 60 | (long) draw.below(4) << 48 | did << 32);
            }
            if (draw.chance(30)) {
                write(draw.of(CCMD, IOTLB) + 4, 32, (long) draw.below(4) << 29); // no command without ICC or IVT
            }
        }
    }

    private static String unit(Draw draw) {
        boolean scalable = draw.chance(50);
        boolean devices = draw.chance(50);
        return "aw=" + draw.of(39, 48, 57) + " domain-bits=" + draw.of(4, 8, 16) + " caching-mode=" + on(draw.chance(50))
                + " coherent=" + on(draw.chance(50)) + " snoop-control=" + on(draw.chance(50)) + " pass-through=" + on(draw.chance(50))
                + " zlr=" + on(draw.chance(50)) + " superpages=" + draw.of("none", "2M", "2M,1G") + " mamv=" + draw.of(0, 9, 18, 36)
                + " fault-records=" + draw.of(1, 8, 32, 64) + " device-tlb=" + on(devices) + " protected-low=" + on(draw.chance(50))
                + " protected-high=" + on(draw.chance(50)) + " interrupt-remapping=" + on(draw.chance(70))
                + (scalable ? " scalable=on first-stage=on second-stage=on pasid-bits=" + draw.of(0, 8, 20) : "");
    }

    private static String on(boolean set) {
        return set ? "on" : "off";
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
