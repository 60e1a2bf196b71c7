package iommu.scenario;

import iommu.arch.FaultReason;
import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Cases of lab 03. But for {@code 03.every-fault} no requester faults twice before its record is cleared, so that a log may
 * compress; and only the cases of {@code 03.event} program the event.
 */
final class FaultCases {

    private static final List<FaultReason> LEGACY = Stream.of(FaultReason.values())
            .filter(reason -> reason.mode() == FaultReason.Mode.LEGACY).toList();
    private static final List<FaultReason> INTERRUPT = Stream.of(FaultReason.values())
            .filter(reason -> reason.mode() == FaultReason.Mode.INTERRUPT).toList();
    private static final List<FaultReason> SCALABLE = Stream.of(FaultReason.values())
            .filter(reason -> reason.mode() == FaultReason.Mode.SCALABLE).toList();
    private static final String SCALABLE_UNIT = "scalable=on first-stage=on second-stage=on pasid-bits=20";

    private final Draw draw;
    private final Script script;
    private final int registers;
    private int source;

    private FaultCases(Draw draw, Script script, int registers, String more) {
        this.draw = draw;
        this.script = script.say("room", Room.FAULTS).say("unit", "fault-records=" + registers + more);
        this.registers = registers;
        this.source = draw.below(0x10000);
    }

    static void addTo(Map<String, Generator.Cases> profiles) {
        profiles.put("03.records", (draw, script) -> new FaultCases(draw, script, draw.of(4, 5, 8, 16), "").records());
        profiles.put("03.fields", (draw, script) -> {
            boolean pasids = draw.inTurn(true, true, false);
            boolean device = draw.inTurn(true, true, false);
            new FaultCases(draw, script, 16, (pasids ? " " + SCALABLE_UNIT : "") + (device ? " device-tlb=on" : ""))
                    .fields(pasids, device);
        });
        profiles.put("03.overflow", (draw, script) -> new FaultCases(draw, script, draw.inTurn(1, 1, 2, 1, 3, 4), "").overflow());
        profiles.put("03.clearing", (draw, script) ->
            new FaultCases(draw, script, draw.inTurn(1, 2, 3, 4), " device-tlb=on").clearing());
        profiles.put("03.event", (draw, script) ->
            new FaultCases(draw, script, draw.of(3, 4), " device-tlb=on").event());
        profiles.put("03.every-fault", (draw, script) -> new FaultCases(draw, script, draw.of(2, 3, 4), "").everyFault());
    }

    /** A requester of its own: neighbours differ in bus, device and function. */
    private SourceId next() {
        source = source + 0x2F35 & 0xFFFF; // odd: all in turn
        return new SourceId(source);
    }

    private void fault(SourceId from) {
        fault(from, draw.frame(31));
    }

    private void fault(SourceId from, long page) {
        script.say("fault", from, draw.of("read", "write"), page, draw.of(LEGACY));
    }

    private void status() {
        script.say("status");
    }

    private void records() {
        status();
        for (int i = 0; i < Math.min(registers, 6); i++) {
            fault(next(), draw.frame(48) | draw.of(0L, 0x8000_0000L));
            status();
        }
    }

    private void fields(boolean pasids, boolean device) {
        List<Runnable> faults = new ArrayList<>();
        faults.add(() -> script.say("fault", next(), "write", (long) draw.below(0x10000) << 48, draw.of(INTERRUPT)));
        List<String> types = draw.shuffled(List.of("", " translated", " translation", draw.of(" translated", " translation")));
        for (String access : draw.shuffled(List.of("read", "write", "atomic", "zero-read"))) {
            String type = device ? types.get(faults.size() - 1) : "";
            faults.add(() -> typed(access, (pasids && draw.chance(60) ? scalable() : draw.of(LEGACY)) + type));
        }
        if (pasids) {
            faults.add(() -> typed("read", scalable() + " execute" + (device ? draw.of(types) : "")));
            faults.add(() -> typed("read", scalable() + " page-request"));
            faults.add(() -> typed(draw.of("read", "write"), draw.of(SCALABLE).name()));
        }
        for (Runnable fault : draw.shuffled(faults)) {
            fault.run();
            if (draw.chance(60)) {
                status();
            }
        }
        status();
        status();
    }

    /** A reason and the PASID of the request. */
    private String scalable() {
        return draw.of(SCALABLE) + " pasid=" + draw.of(0, 1, 0x8_0000, draw.below(1 << 20)) + draw.of("", " supervisor");
    }

    private void typed(String access, String more) {
        script.say("fault", next(), access, page(), more);
    }

    /** Also pages that no table of the unit reaches. */
    private long page() {
        return draw.of(draw.frame(32), draw.frame(48), draw.frame(48), draw.bits() & -4096L);
    }

    private void overflow() {
        for (int i = 0; i < registers; i++) {
            fault(next());
        }
        status();
        for (int i = draw.between(4, 6); i > 0; i--) {
            fault(next());
            status();
        }
    }

    private void clearing() {
        int pending = 0;
        for (int i = draw.between(1, registers); i > 0; i--) {
            fault(next());
            pending++;
        }
        if (draw.chance(40)) {
            fault(next());
        }
        status();
        script.say("clear-record", registers + draw.of(0, 1));
        status();
        for (int i = draw.between(3, 5); i > 0; i--) {
            switch (draw.below(6)) {
                case 0, 1, 2 -> script.say("clear-record", draw.below(registers));
                case 3 -> {
                    if (draw.chance(30)) {
                        script.say("translation-off");
                    }
                    fault(next());
                }
                default -> fault(next());
            }
            status();
        }
        conditions();
        script.say("clear", "overflow queue-error completion-error timeout-error");
        for (int i : draw.shuffled(indices())) {
            script.say("clear-record", i);
        }
        status();
        fault(next());
        status();
        fullAndOverflown();
        startedOver();
    }

    /** What software clears is cleared, the rest stays. */
    private void conditions() {
        List<String> each = draw.shuffled(List.of("queue-error", "completion-error", "timeout-error"));
        each.forEach(condition -> script.say("report", condition));
        for (String cleared : draw.shuffled(List.of("overflow", each.get(0), draw.of("", "overflow ") + each.get(1)))) {
            script.say("clear", cleared);
            status();
        }
    }

    /** With PFO set nothing is recorded, though there is room again; with it cleared, the ring goes on. */
    private void fullAndOverflown() {
        for (int i = 0; i <= registers; i++) {
            fault(next());
        }
        draw.shuffled(indices()).subList(0, draw.between(1, registers)).forEach(i -> script.say("clear-record", i));
        fault(next());
        status();
        script.say("clear", "overflow");
        fault(next());
        status();
    }

    /** The index starts over, wherever it stood; the second time it has stood behind the first register. */
    private void startedOver() {
        script.say("clear overflow");
        script.say("translation-off");
        indices().forEach(i -> script.say("clear-record", i));
        fault(next());
        script.say("translation-off");
        script.say("clear-record", 0);
        fault(next());
        status();
    }

    private List<Integer> indices() {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < registers; i++) {
            indices.add(i);
        }
        return indices;
    }

    private void program(boolean masked) {
        script.say("event", masked ? "masked" : "unmasked", "address=" + Numbers.hex(0xFEE0_0000L | (long) draw.below(0x400) << 10),
                "data=" + Numbers.hex(draw.below(0x10000)));
    }

    private void event() {
        program(draw.chance(30));
        draw.shuffled(List.<Runnable>of(this::oneMessage, () -> heldBack(true), () -> heldBack(false))).forEach(Runnable::run);
        program(false);
        for (int i = registers + 1; i > 0; i--) { // overflow is no reason for a message; the rest is 03.overflow's
            fault(next());
        }
    }

    /** Whatever waits to be serviced, a record or a condition, what comes then sends no message of its own. */
    private void oneMessage() {
        program(false);
        boolean fault = draw.chance(50);
        happens(fault);
        status();
        happens(!fault);
        status();
        service(fault);
        happens(fault);
        status();
        service(fault);
        service(!fault);
        status();
    }

    /** Something happens with the mask on, and more; software lets the message go, or all is serviced before. */
    private void heldBack(boolean letGo) {
        program(true);
        happens(draw.chance(70));
        status();
        happens(draw.chance(50));
        if (letGo || draw.chance(20)) {
            program(!letGo);
            status();
        }
        boolean fault = draw.chance(50);
        service(fault);
        status();
        service(!fault);
        status();
        program(false);
    }

    private void happens(boolean fault) {
        if (fault) {
            fault(next());
        } else {
            script.say("report", draw.of("queue-error", "completion-error", "timeout-error"));
        }
    }

    private void service(boolean faults) {
        if (faults) {
            draw.shuffled(indices()).forEach(i -> script.say("clear-record", i));
        } else {
            script.say("clear", "overflow queue-error completion-error timeout-error");
        }
    }

    private void everyFault() {
        SourceId again = next();
        status();
        for (int i = 0; i < registers; i++) {
            fault(i == 0 || draw.chance(70) ? again : next());
            status();
        }
        for (int i = draw.between(2, 4); i > 0; i--) {
            fault(draw.of(again, next()));
            status();
        }
    }
}
