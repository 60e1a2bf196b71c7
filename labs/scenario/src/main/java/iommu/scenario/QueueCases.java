package iommu.scenario;

import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cases of lab 06. Outside its own topic a case has only global commands, narrow descriptors from the ring's beginning, no
 * device and no error.
 */
final class QueueCases {

    private static final String WIDE_UNIT = "scalable=on first-stage=on second-stage=on pasid-bits=20";
    private static final long STATUS = 0x20_0000;
    private static final int SMALL = 256;

    private final Draw draw;
    private final Script script;
    private String shape = "";
    private int step = 1;
    private int units = SMALL;
    private int tail;

    private QueueCases(Draw draw, Script script, String unit) {
        this.draw = draw;
        this.script = script.say("room", Room.QUEUE);
        if (!unit.isEmpty()) {
            script.say("unit", unit);
        }
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("06.ring", (draw, script) -> {
            boolean wide = draw.chance(40);
            new QueueCases(draw, script, wide ? WIDE_UNIT : "").ring(wide);
        });
        profiles.put("06.commands", (draw, script) ->
            new QueueCases(draw, script, "interrupt-remapping=on max-handle-mask=15 mamv=36").commands());
        profiles.put("06.waits", (draw, script) -> new QueueCases(draw, script, "").waits());
        profiles.put("06.devices", (draw, script) -> new QueueCases(draw, script, "device-tlb=on").devices());
        profiles.put("06.errors", (draw, script) -> {
            boolean wide = draw.chance(50);
            new QueueCases(draw, script, (wide ? WIDE_UNIT + " " : "") + "interrupt-remapping=on").errors(wide);
        });
        profiles.put("06.time-outs", (draw, script) -> new QueueCases(draw, script, "device-tlb=on").timeOuts());
        profiles.put("06.exact", (draw, script) ->
            new QueueCases(draw, script, "interrupt-remapping=on max-handle-mask=15 mamv=36").exact());
    }

    private void put(String descriptor) {
        script.say("slot", tail, descriptor);
        tail = (tail + step) % units;
    }

    /** Software writes the tail. */
    private void go() {
        script.say("queue on" + shape + (tail == 0 ? "" : " tail=" + tail));
    }

    private void status() {
        script.say("status");
    }

    private String global() {
        return draw.of("context global", "iotlb global");
    }

    private void ring(boolean wide) {
        int size = draw.of(0, 1, 1, 2, 2);
        units = SMALL << size;
        step = wide ? 2 : 1;
        shape = (size == 0 ? "" : " size=" + size) + (wide ? " wide" : "");
        go();
        for (int i = draw.between(1, 3); i > 0; i--) {
            put(global());
        }
        go();
        status();
        int filled = (units - tail) / step - draw.between(1, 3);
        script.say("slot", tail, "count=" + filled, wide ? "every=2" : "every=1", "wait");
        tail += filled * step;
        go();
        status();
        for (int round = 0; round < 3; round++) {
            for (int i = draw.between(2, 4); i > 0; i--) {
                put(global());
            }
            go();
            status();
        }
        if (draw.chance(50)) {
            script.say("queue off" + shape);
            status();
            tail = 0;
            put(global());
            go();
            status();
        }
    }

    private String command() {
        String did = Script.did(draw.of(0, 1, 0x80, 0x100, 0xFFFF, draw.below(0x10000)));
        return switch (draw.below(8)) {
            case 0 -> global();
            case 1 -> "context domain " + did;
            case 2 -> "context device " + Script.source(draw.below(256), draw.below(256)) + " " + did + draw.of("", " fm=1", " fm=2", " fm=3");
            case 3 -> "iotlb domain " + did;
            case 4, 5 -> "iotlb page " + did + " " + Script.iova(draw.frame(48)) + " am=" + draw.of(0, 1, 9, 18, 27, 36) + draw.of("", " ih");
            case 6 -> "interrupts all";
            default -> "interrupts index=" + draw.below(0x10000) + " mask=" + draw.of(0, 1, 8, 15);
        };
    }

    private void commands() {
        go();
        for (int round = 0; round < 6; round++) {
            for (int i = draw.between(1, 3); i > 0; i--) {
                put(command());
            }
            go();
        }
        status();
    }

    private void exact() {
        go();
        for (int round = 0; round < 5; round++) {
            for (int i = draw.between(2, 3); i > 0; i--) {
                put(command());
            }
            go();
        }
    }

    private String event(boolean masked) {
        return "event " + (masked ? "masked" : "unmasked") + " address=" + Numbers.hex(0xFEE0_0000L | (long) draw.below(0x400) << 10)
                + " data=" + Numbers.hex(draw.below(0x10000));
    }

    private String stored() {
        long page = draw.of(STATUS, draw.frame(46), draw.frame(64)); // what lies above HAW is ignored
        return " status=" + Numbers.hex(page + 4L * draw.below(1024)) + " data=" + Numbers.hex(draw.bits() & 0xFFFF_FFFFL);
    }

    private void waits() {
        script.say(event(draw.chance(50)));
        go();
        for (int round = 0; round < 4; round++) {
            if (draw.chance(50)) {
                put(global());
            }
            put("wait" + draw.of("", stored(), stored()) + draw.of("", " interrupt", " interrupt"));
            if (draw.chance(40)) {
                put("wait" + stored() + draw.of("", " interrupt", " fence"));
            }
            go();
            status();
            if (draw.chance(50)) {
                script.say("clear-completion");
                status();
            }
            if (draw.chance(50)) {
                script.say(event(draw.chance(40)));
                status();
            }
        }
        script.say("clear-completion");
        script.say(event(false));
        put("wait interrupt");
        go();
        status();
    }

    private String deviceTlb(SourceId device) {
        if (draw.chance(15)) {
            return "device-tlb " + device + " all";
        }
        long size = 4096L << draw.of(0, 0, 1, 9, 18, 27);
        return "device-tlb " + device + " " + Script.iova(draw.frame(57) & -size) + " size=" + Numbers.size(size);
    }

    /** Devices answer in any order; a wait completes behind the last that it waits for. */
    private void devices() {
        go();
        int sent = 0;
        List<String> given = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            List<String> answers = new ArrayList<>();
            for (int i = draw.of(2, 2, 3, 3, 7); i > 0; i--) {
                SourceId device = Script.source(draw.below(256), draw.below(256));
                put(deviceTlb(device));
                sent++;
                answers.add("device done " + sent + draw.of("", " from=" + device));
            }
            put("wait" + stored());
            boolean fence = draw.chance(50);
            if (draw.chance(50)) {
                SourceId device = Script.source(draw.below(256), draw.below(256));
                put(deviceTlb(device));
                sent++;
                answers.add("device done " + sent);
            }
            put(fence ? "wait fence" : "iotlb global");
            put("iotlb global");
            put("wait" + stored());
            go();
            if (draw.chance(40)) {
                script.say("device done", sent + 50);
                status();
                script.say("clear completion-error");
            }
            for (String answer : draw.shuffled(answers)) {
                if (draw.chance(25)) {
                    script.say(answer.replaceFirst(" from=.*", "") + " from=01:1f.7");
                    script.say("clear completion-error");
                }
                script.say(answer);
                given.add(answer);
                if (draw.chance(35)) {
                    again(draw.of(given));
                }
            }
            status();
        }
    }

    /** The device speaks of what is over: the tag is free again, or another's. */
    private void again(String answer) {
        script.say(answer);
        status();
        script.say("clear completion-error");
    }

    /** One descriptor for each way to be wrong: of its type, its reserved bits, its granularity, its upper half. */
    private List<String> flaws(boolean wide) {
        List<String> all = new ArrayList<>(List.of("bits 0x0 0x0", "bits 0x3 0x0", "bits 0xa 0x0", "bits 0xf 0x0", // no type
                "bits 0x1 0x0", "bits 0x2 0x0")); // granularity 0
        for (int bit = 9; bit <= 11; bit++) {
            all.add(bits(draw.of(0x11L, 0x12L, 0x4L, 0x5L) | 1L << bit, 0));
        }
        reserved(all, 0x11, draw.between(6, 8), draw.between(12, 15), draw.between(50, 63), draw.between(64, 127)); // §6.5.2.1
        reserved(all, 0x12, 8, draw.between(12, 15), draw.between(32, 63), draw.between(71, 75)); // §6.5.2.3
        reserved(all, 0x4, draw.between(5, 8), draw.between(12, 26), draw.between(48, 63), draw.between(64, 127)); // §6.5.2.8
        reserved(all, 0x5, 7, 8, draw.between(12, 31), draw.between(64, 65)); // §6.5.2.9: bit 7 without page request drain
        if (wide) {
            all.addAll(List.of("bits 0x11 0x0 0x1 0x0", "bits 0x12 0x0 0x0 0x1", "bits 0x5 0x0 0x0 0x8000000000000000"));
        }
        return draw.shuffled(all);
    }

    private static void reserved(List<String> all, long low, int... bits) {
        for (int bit : bits) {
            all.add(bit < 64 ? bits(low | 1L << bit, 0) : bits(low, 1L << bit - 64));
        }
    }

    private static String bits(long low, long high) {
        return "bits " + Numbers.hex(low) + " " + Numbers.hex(high);
    }

    /** Each round the tail is wrong, or two descriptors are: the second one shows when the first is mended. */
    private void errors(boolean wide) {
        step = wide ? 2 : 1;
        shape = wide ? " wide" : "";
        List<String> flaws = flaws(wide);
        if (!wide && draw.chance(40)) { // this unit has no wide descriptors
            script.say("queue on wide tail=" + 2 * draw.between(1, 100));
            status();
            go();
            script.say("clear queue-error");
            status();
        }
        go();
        put(global());
        go();
        for (int round = 0; round < 6; round++) {
            if (draw.chance(40)) {
                put(global());
            }
            int first = tail;
            if (draw.chance(20)) {
                put(global());
                wrongTail(wide && draw.chance(50) ? tail + 1 : draw.of(SMALL, SMALL + 2, 0x7FFE));
                status();
                mend(first, true);
            } else {
                put(flaws.get(2 * round));
                put(global());
                int second = tail;
                put(flaws.get(2 * round + 1));
                go();
                status();
                mend(first, draw.chance(30));
                status();
                mend(second, draw.chance(10));
            }
        }
        status();
    }

    private void wrongTail(int wrong) {
        script.say("queue on" + shape + " tail=" + wrong);
    }

    /** @param tries whether software tries to go on without clearing IQE: till then the queue stands still */
    private void mend(int bad, boolean tries) {
        script.say("slot", bad, global());
        if (step == 2) {
            script.say("slot", bad + 1, "bits 0x0 0x0");
        }
        if (tries) {
            if (draw.chance(60)) {
                put(global());
            }
            go();
            if (draw.chance(40)) {
                script.say("clear", draw.of("overflow", "completion-error", "timeout-error"));
            }
            status();
        }
        script.say("clear queue-error"); // it goes on by itself, where it stopped
    }

    /** A device is silent: the waits end, and once ITE is cleared the queue goes on where IQH says. */
    private void timeOuts() {
        go();
        int sent = 0;
        for (int round = 0; round < 2; round++) {
            SourceId device = Script.source(draw.below(256), draw.below(256));
            boolean two = draw.chance(50);
            put(deviceTlb(device));
            if (two) {
                put(deviceTlb(Script.source(draw.below(256), draw.below(256))));
            }
            put("wait" + stored());
            put("iotlb global");
            go();
            status();
            script.say("device timeout", sent + 1);
            status();
            if (two) {
                script.say("device done", sent + 2);
                status();
            }
            put("iotlb global");
            go();
            status();
            script.say("device timeout", draw.of(sent + 1, sent + 40));
            String late = "device done " + (sent + 1) + draw.of("", " from=" + device);
            boolean early = draw.chance(50);
            if (early) {
                again(late); // §6.5.2.11: while ITE is set answers count as ever
            }
            script.say("clear timeout-error");
            status();
            if (!early) {
                again(late);
            }
            sent += two ? 2 : 1;
        }
    }
}
