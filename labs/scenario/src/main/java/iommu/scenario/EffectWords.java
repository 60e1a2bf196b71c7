package iommu.scenario;

import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.scenario.RoomOutcome.Part;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Reads and writes effects; kinds that no lab's cases are about have only a name. */
final class EffectWords {

    /** How effects are written, for messages. */
    static final String USAGE = "nothing, or effects with then between them: message A DATA, stored GPA DATA, report CONDITION,"
            + " context|iotlb …, device-tlb N SID …, interrupts …, root GPA …, te on|off, queue on|off …, clear-record N,"
            + " clear CONDITION…, event …, completion-event …, clear-completion, effect KIND, or * for any";

    private EffectWords() {
    }

    static RoomOutcome read(Words words) {
        if (words.flag("nothing")) {
            return new RoomOutcome.Effects(List.of());
        }
        List<Part> parts = new ArrayList<>();
        for (Words part : words.split("then")) {
            parts.add(part(part));
            part.finish();
        }
        return new RoomOutcome.Effects(parts);
    }

    private static Part part(Words words) {
        String first = words.first("an effect");
        if (first.equals("context") || first.equals("iotlb")) {
            return new Part.One(new Effect.Invalidate(StatementReader.invalidation(words)));
        }
        Word keyword = words.plain("the effect");
        return switch (first) {
            case "*" -> new Part.Any();
            case "effect" -> kind(words);
            default -> new Part.One(effect(words, keyword));
        };
    }

    private static Part kind(Words words) {
        Word name = words.plain("the kind of effect");
        if (Stream.of(Effect.class.getPermittedSubclasses()).noneMatch(type -> type.getSimpleName().equals(name.text()))) {
            throw words.error(name.column(), "'" + name.text() + "' is no kind of effect");
        }
        return new Part.Kind(name.text());
    }

    private static Effect effect(Words words, Word keyword) {
        return switch (keyword.text()) {
            case "message" -> new Effect.SendMessage(words.gpa(words.plain("the address")), words.number32(words.plain("the data")));
            case "stored" -> new Effect.StoreStatus(words.aligned(words.plain("the address"), 4), words.number32(words.plain("the data")));
            case "report" -> new Effect.ReportQueueError(RoomWords.condition(words));
            case "device-tlb" -> deviceTlb(words);
            case "interrupts" -> words.flag("all") ? new Effect.InvalidateInterruptEntries(true, 0, 0)
                    : new Effect.InvalidateInterruptEntries(false, words.number(words.required("index"), 0, 0xFFFF),
                            words.number("mask", 0, 31).orElse(0));
            case "root" -> new Effect.UseRootTable(words.gpa(words.plain("the address")), DeviceWords.mode(words),
                    words.flag("separate-rights"));
            case "te" -> new Effect.Translate(StatementReader.word(words, "on or off", "on", "off").equals("on"));
            case "queue" -> new Effect.UpdateQueue(QueueWords.registers(words));
            case "clear-record" -> new Effect.ClearFaultRecord(words.number(words.plain("the register"), 0, 255));
            case "clear" -> new Effect.ClearFaultConditions(EnumSet.copyOf(RoomWords.conditions(words)));
            case "clear-completion" -> new Effect.ClearWaitCompletion();
            case "event" -> new Effect.ProgramFaultEvent(RoomWords.event(words));
            case "completion-event" -> new Effect.ProgramInvalidationEvent(RoomWords.event(words));
            default -> throw words.error(keyword.column(), "unknown effect '" + keyword.text() + "'");
        };
    }

    private static Effect deviceTlb(Words words) {
        int number = words.number(words.plain("which invalidation"), 1, Integer.MAX_VALUE);
        SourceId device = words.source();
        if (words.flag("all")) {
            return new Effect.InvalidateDeviceTlb(number, device, new Iova(0), 0);
        }
        Iova start = words.iova(words.required("iova"));
        return new Effect.InvalidateDeviceTlb(number, device, start, words.number(words.required("size")));
    }

    static Part part(Effect effect) {
        return words(effect).isEmpty() ? new Part.Kind(kind(effect)) : new Part.One(effect);
    }

    static String kind(Effect effect) {
        return effect.getClass().getSimpleName();
    }

    static String text(Part part) {
        return switch (part) {
            case Part.One one -> words(one.effect());
            case Part.Kind kind -> "effect " + kind.name();
            case Part.Any any -> "*";
        };
    }

    /** Empty where the language has no words, or none for a value like this one. */
    private static String words(Effect effect) {
        return switch (effect) {
            case Effect.SendMessage(Gpa address, int data) -> "message " + address + " " + hex(data);
            case Effect.StoreStatus(Gpa at, int data) -> "stored " + at + " " + hex(data);
            case Effect.ReportQueueError e -> "report " + RoomWords.text(e.condition());
            case Effect.Invalidate(Invalidation command) -> StatementText.of(command);
            case Effect.InvalidateDeviceTlb d -> d.tag() < 1 || d.size() == 0 && d.start().value() != 0 ? ""
                    : "device-tlb " + d.tag() + " " + d.source() + QueueWords.range(d.start(), d.size());
            case Effect.InvalidateInterruptEntries i -> i.index() >>> 16 != 0 || i.mask() >>> 5 != 0 || i.all() && (i.index() | i.mask()) != 0
                    ? "" : "interrupts " + QueueWords.entries(i.all(), i.index(), i.mask());
            case Effect.UseRootTable r -> "root " + r.table() + " mode=" + DeviceWords.of(r.mode())
                    + (r.separateRights() ? " separate-rights" : "");
            case Effect.Translate t -> "te " + (t.on() ? "on" : "off");
            case Effect.UpdateQueue q -> q.registers().size() >>> 3 != 0 || q.registers().tail() >>> 15 != 0
                    || q.registers().base().offsetIn(4096) != 0 ? "" : QueueWords.text(q.registers());
            case Effect.ClearFaultRecord c -> "clear-record " + c.index();
            case Effect.ClearFaultConditions c -> "clear " + RoomWords.text(c.conditions().stream().sorted().toList(), " ");
            case Effect.ClearWaitCompletion c -> "clear-completion";
            case Effect.ProgramFaultEvent e -> e.event().address().offsetIn(4) != 0 ? "" : "event " + RoomWords.text(e.event());
            case Effect.ProgramInvalidationEvent e ->
                e.event().address().offsetIn(4) != 0 ? "" : "completion-event " + RoomWords.text(e.event());
            default -> "";
        };
    }

    private static String hex(int number) {
        return Numbers.hex(number & 0xFFFF_FFFFL);
    }
}
