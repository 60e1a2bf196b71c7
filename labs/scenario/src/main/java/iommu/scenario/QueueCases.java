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
            boolean wide = draw.inTurn(true, false);
            new QueueCases(draw, script, wide ? WIDE_UNIT : "").ring(wide);
        });
        profiles.put("06.commands", (draw, script) ->
            new QueueCases(draw, script, "interrupt-remapping=on max-handle-mask=15 mamv=36").commands());
        profiles.put("06.waits", (draw, script) -> new QueueCases(draw, script, "").waits());
        profiles.put("06.devices", (draw, script) -> new QueueCases(draw, script, "device-tlb=on").devices());
        profiles.put("06.errors", (draw, script) -> {
            boolean wide = draw.inTurn(true, false);
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
        int size = draw.inTurn(0, 1, 2, 2, 2);
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
        script.say("queue off" + shape);
        status();
        tail = 0;
        put(global());
        go();
        status();
    }

    private String did() {
        return Script.did(draw.of(0, 1, 0x80, 0x100, 0xFFFF, draw.below(0x10000)));
    }

    /** One of each kind, with each mask or its ends. */
    private List<String> everyCommand() {
        List<String> all = new ArrayList<>(List.of("context global", "iotlb global", "context domain " + did(),
                "iotlb domain " + did(), "interrupts all"));
        for (String functions : List.of("", " fm=1", " fm=2", " fm=3")) {
            all.add("context device " + Script.source(draw.below(256), draw.below(256)) + " " + did() + functions);
        }
        for (int mask : List.of(0, 1, 9, 18, 27, 36)) {
            all.add("iotlb page " + did() + " " + Script.iova(draw.frame(48)) + " am=" + mask + draw.of("", " ih"));
        }
        for (int mask : List.of(0, draw.of(1, 8), 15)) {
            all.add("interrupts index=" + draw.below(0x10000) + " mask=" + mask);
        }
        return draw.shuffled(all);
    }

    private void commands() {
        exact();
        status();
    }

    private void exact() {
        go();
        for (String command : everyCommand()) {
            put(command);
            if (draw.chance(30)) {
                go();
            }
        }
        go();
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
        draw.shuffled(List.<Runnable>of(this::oneMessage, this::letGo, this::dropped, this::twoWaits)).forEach(round -> {
            if (draw.chance(50)) {
                put(global());
            }
            round.run();
            script.say("clear-completion");
        });
        script.say(event(false));
        completes("wait interrupt");
    }

    private void completes(String wait) {
        put(wait);
        go();
        status();
    }

    private String interrupting() {
        return "wait" + draw.of("", stored()) + " interrupt";
    }

    /** A second wait sends nothing while IWC is set. */
    private void oneMessage() {
        script.say(event(false));
        completes("wait" + stored() + " interrupt");
        completes(interrupting());
    }

    /** A message that is held back goes out as the event is by then. */
    private void letGo() {
        script.say(event(true));
        completes(interrupting());
        if (draw.chance(30)) {
            script.say(event(true));
        }
        script.say(event(false));
        status();
    }

    private void dropped() {
        script.say(event(true));
        completes(interrupting());
        script.say("clear-completion");
        status();
        script.say(event(false));
        status();
    }

    private void twoWaits() {
        put("wait" + draw.of("", stored()));
        completes("wait" + stored() + draw.of("", " interrupt", " fence"));
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
        int fences = draw.below(2);
        List<Integer> many = draw.shuffled(List.of(draw.between(2, 3), draw.between(5, 7)));
        for (int round = 0; round < 2; round++) {
            List<String> answers = new ArrayList<>();
            for (int i = many.get(round); i > 0; i--) {
                SourceId device = Script.source(draw.below(256), draw.below(256));
                put(deviceTlb(device));
                sent++;
                answers.add("device done " + sent + draw.of("", " from=" + device));
            }
            put("wait" + stored());
            boolean fence = round == fences;
            if (fence || draw.chance(50)) { // a fence has something to wait for
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
                if (draw.chance(15)) {
                    script.say(answer.replaceFirst(" from=.*", "") + " from=01:1f.7");
                    script.say("clear completion-error");
                }
                script.say(answer);
                given.add(answer);
                if (draw.chance(20)) {
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

    /** The tail is wrong, or several descriptors are: the next one shows when the one before is mended. */
    private void errors(boolean wide) {
        step = wide ? 2 : 1;
        shape = wide ? " wide" : "";
        List<String> flaws = QueueFlaws.some(draw, wide);
        if (!wide) {
            wrongWidth();
        }
        go();
        put(global());
        go();
        List<Runnable> rounds = new ArrayList<>(List.of(() -> wrongTail(draw.of(SMALL, SMALL + 2, 0x7FFE))));
        if (wide) {
            rounds.add(() -> wrongTail(tail + 1));
        }
        for (int i = 0; i < flaws.size(); i += 10) {
            List<String> some = flaws.subList(i, Math.min(i + 10, flaws.size()));
            rounds.add(() -> wrong(some));
        }
        draw.shuffled(rounds).forEach(Runnable::run);
        status();
    }

    /** This unit has no wide descriptors. */
    private void wrongWidth() {
        script.say("queue on wide tail=" + 2 * draw.between(1, 100));
        status();
        go();
        script.say("clear queue-error");
        status();
    }

    private void wrong(List<String> flaws) {
        int first = tail;
        for (String flaw : flaws) {
            put(flaw);
        }
        put(global());
        go();
        for (int i = 0; i < flaws.size(); i++) {
            if (draw.chance(20)) {
                status();
            }
            mend(first + i * step, flaws.get(i).split(" ").length > 3, draw.chance(10));
        }
    }

    private void wrongTail(int wrong) {
        int first = tail;
        put(global());
        script.say("queue on" + shape + " tail=" + wrong);
        status();
        mend(first, false, true);
    }

    /**
     * @param upper whether the upper half is wrong
     * @param tries whether software tries to go on without clearing IQE: till then the queue stands still
     */
    private void mend(int bad, boolean upper, boolean tries) {
        script.say("slot", bad, global());
        if (upper) {
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
