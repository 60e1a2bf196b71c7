package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Words.Word;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads, writes and carries out the statements of the rooms {@code faults}, {@code registers}, {@code queue} and
 * {@code driver}, and those of {@code unit} that a machine doesn't have; {@link SafetyWords} those of {@code safety},
 * {@link ListenerWords} those of {@code notifier} and {@code shadow}, {@link InterruptWords} those of {@code interrupts},
 * {@link ScalableWords} those of {@code scalable}.
 */
final class RoomWords {

    private static final int MOST_INVALIDATIONS = 1000;

    private RoomWords() {
    }

    static Statement read(String keyword, Words words) {
        return switch (keyword) {
            case "fault" -> new RoomStatement.Record(fault(words));
            case "report" -> new RoomStatement.Report(condition(words));
            case "clear-record" -> new RoomStatement.ClearRecord(words.number(words.plain("the register"), 0, 0xFFFF));
            case "clear" -> new RoomStatement.Clear(conditions(words));
            case "event" -> new RoomStatement.Event(event(words));
            case "translation-off" -> new RoomStatement.TranslationOff();
            case "status" -> new RoomStatement.AskStatus();
            case "slot" -> QueueWords.slot(words);
            case "queue" -> new RoomStatement.Program(QueueWords.registers(words));
            case "device" -> device(words);
            case "clear-completion" -> new RoomStatement.ClearCompletion();
            case "drive" -> DriverWords.read(words);
            case "show-faults" -> new RoomStatement.ShowFaults(StatusFields.faults(words));
            case "show-queue" -> new RoomStatement.ShowQueue(StatusFields.queue(words));
            case "listener", "configure" -> SafetyWords.read(keyword, words);
            case "outside" -> new RoomStatement.AskOutside();
            case "reset" -> new RoomStatement.Reset();
            case "interrupts", "irte", "posted-descriptor", "invalidate-interrupts" -> InterruptWords.read(keyword, words);
            default -> ScalableWords.knows(keyword) ? ScalableWords.read(keyword, words) : ListenerWords.read(keyword, words);
        };
    }

    private static FaultRecord fault(Words words) {
        SourceId source = words.source();
        Access access = StatementReader.access(words);
        Pasid pasid = words.named("pasid").map(word -> DeviceWords.pasid(words, word)).orElse(Pasid.NONE);
        boolean prefix = pasid.present();
        FaultRecord.Attributes more = new FaultRecord.Attributes(prefix && words.flag("supervisor"),
                prefix && words.flag("execute"), words.flag("page-request"));
        RequestKind kind = words.flag("translated") ? RequestKind.TRANSLATED
                : words.flag("translation") ? RequestKind.TRANSLATION : RequestKind.UNTRANSLATED;
        Word page = words.plain("the page");
        Iova address = words.iova(page);
        if (address.offsetIn(4096) != 0) {
            throw words.error(page.column(), "'" + page.text() + "' is no multiple of 4096");
        }
        FaultReason reason = words.reason(words.plain("the fault reason"));
        return new FaultRecord(source, pasid, address, access, kind, reason, more);
    }

    static FaultCondition condition(Words words) {
        return StatementReader.choose(words, FaultCondition.values(), RoomWords::text, "the condition");
    }

    static List<FaultCondition> conditions(Words words) {
        EnumSet<FaultCondition> all = EnumSet.of(condition(words));
        for (Optional<FaultCondition> more = words.choice(FaultCondition.values(), RoomWords::text); more.isPresent();
                more = words.choice(FaultCondition.values(), RoomWords::text)) {
            all.add(more.get());
        }
        return List.copyOf(all);
    }

    static EventRegisters event(Words words) {
        boolean masked = StatementReader.word(words, "masked or unmasked", "masked", "unmasked").equals("masked");
        Gpa address = words.aligned(words.required("address"), 4);
        return new EventRegisters(masked, address, words.number32(words.required("data")));
    }

    private static Statement device(Words words) {
        boolean done = StatementReader.word(words, "done or timeout", "done", "timeout").equals("done");
        int number = words.number(words.plain("which invalidation"), 1, MOST_INVALIDATIONS);
        return done ? new RoomStatement.DeviceDone(number, words.named("from").map(words::source)) : new RoomStatement.DeviceTimeout(number);
    }

    static String text(RoomStatement statement) {
        return switch (statement) {
            case RoomStatement.Record s -> text(s.fault());
            case RoomStatement.Report s -> "report " + text(s.condition());
            case RoomStatement.ClearRecord s -> "clear-record " + s.index();
            case RoomStatement.Clear s -> "clear " + text(s.conditions(), " ");
            case RoomStatement.Event s -> "event " + text(s.registers());
            case RoomStatement.TranslationOff s -> "translation-off";
            case RoomStatement.AskStatus s -> "status";
            case RoomStatement.Slot s -> QueueWords.text(s);
            case RoomStatement.Program s -> QueueWords.text(s.registers());
            case RoomStatement.DeviceDone s -> "device done " + s.number() + s.from().map(from -> " from=" + from).orElse("");
            case RoomStatement.DeviceTimeout s -> "device timeout " + s.number();
            case RoomStatement.ClearCompletion s -> "clear-completion";
            case RoomStatement.BeginDriver s -> DriverWords.text(s);
            case RoomStatement.Drive s -> DriverWords.text(s.request());
            case RoomStatement.ShowFaults s -> StatusFields.text("show-faults", StatusFields.of(s.status(), true));
            case RoomStatement.ShowQueue s -> StatusFields.text("show-queue", StatusFields.of(s.status()));
            case RoomStatement.OfSafety s -> SafetyWords.text(s);
            case RoomStatement.OfListeners s -> ListenerWords.text(s);
            case RoomStatement.AskOutside s -> "outside";
            case RoomStatement.Reset s -> "reset";
            case RoomStatement.OfInterrupts s -> InterruptWords.text(s);
            case RoomStatement.OfScalable s -> ScalableWords.text(s);
        };
    }

    private static String text(FaultRecord f) {
        return "fault " + f.source() + " " + StatementText.of(f.access()) + " " + f.page() + " " + f.reason()
                + (f.pasid().present() ? " pasid=" + f.pasid() : "") + (f.attributes().supervisor() ? " supervisor" : "")
                + (f.attributes().execute() ? " execute" : "") + switch (f.kind()) {
                    case UNTRANSLATED -> "";
                    case TRANSLATED -> " translated";
                    case TRANSLATION -> " translation";
                } + (f.attributes().pageRequest() ? " page-request" : "");
    }

    static String text(EventRegisters event) {
        return (event.masked() ? "masked" : "unmasked") + " address=" + event.address() + " data="
                + Numbers.hex(event.data() & 0xFFFF_FFFFL);
    }

    static String text(FaultCondition condition) {
        return condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(List<FaultCondition> conditions, String between) {
        return conditions.stream().map(RoomWords::text).collect(Collectors.joining(between));
    }

    /** The steps that a statement stands for in a run of this room. */
    static List<Stimulus> steps(RoomStatement statement, Room room) {
        return switch (statement) {
            case RoomStatement.Record s -> only(room, Room.FAULTS, new RoomCall.RecordFault(s.fault()));
            case RoomStatement.Report s -> only(room, Room.FAULTS, new RoomCall.ReportCondition(s.condition()));
            case RoomStatement.ClearRecord s -> only(room, Room.FAULTS, new RoomCall.ClearRecord(s.index()));
            case RoomStatement.TranslationOff s -> only(room, Room.FAULTS, new RoomCall.DisableTranslation());
            case RoomStatement.Clear s -> either(room, new RoomCall.ClearConditions(EnumSet.copyOf(s.conditions())),
                    new RoomCall.ConditionsCleared(EnumSet.copyOf(s.conditions())));
            case RoomStatement.Event s -> either(room, new RoomCall.ProgramFaultEvent(s.registers()),
                    new RoomCall.ProgramCompletionEvent(s.registers()));
            case RoomStatement.AskStatus s when room == Room.SAFETY -> List.of(new RoomCall.PolicyOf());
            case RoomStatement.AskStatus s -> either(room, new RoomCall.FaultStatusOf(), new RoomCall.QueueStatusOf());
            case RoomStatement.Slot s -> {
                demand(room == Room.QUEUE, room);
                yield QueueWords.stores(s);
            }
            case RoomStatement.Program s -> only(room, Room.QUEUE, new RoomCall.UpdateQueue(s.registers()));
            case RoomStatement.DeviceDone s -> only(room, Room.QUEUE, new RoomCall.DeviceDone(s.number(), s.from()));
            case RoomStatement.DeviceTimeout s -> only(room, Room.QUEUE, new RoomCall.DeviceTimeout(s.number()));
            case RoomStatement.ClearCompletion s -> only(room, Room.QUEUE, new RoomCall.CompletionCleared());
            case RoomStatement.BeginDriver s ->
                only(room, Room.DRIVER, new RoomCall.BeginDriver(s.batched(), Set.copyOf(s.deviceTlbs())));
            case RoomStatement.Drive s -> only(room, Room.DRIVER, new RoomCall.Drive(s.request()));
            case RoomStatement.ShowFaults s -> only(room, Room.REGISTERS, new RoomCall.ShowFaults(s.status()));
            case RoomStatement.ShowQueue s -> only(room, Room.REGISTERS, new RoomCall.ShowQueue(s.status()));
            case RoomStatement.OfSafety s -> only(room, Room.SAFETY, SafetyWords.call(s));
            case RoomStatement.OfListeners s -> throw new IllegalStateException(s.toString());
            case RoomStatement.AskOutside s -> only(room, Room.UNIT, new RoomCall.OutsideOf());
            case RoomStatement.Reset s -> only(room, Room.UNIT, new RoomCall.ResetUnit());
            case RoomStatement.OfInterrupts s -> only(room, Room.INTERRUPTS, InterruptWords.step(s));
            case RoomStatement.OfScalable s -> {
                demand(room == Room.SCALABLE, room);
                yield ScalableWords.steps(s);
            }
        };
    }

    private static List<Stimulus> only(Room room, Room wanted, Stimulus call) {
        demand(room == wanted, room);
        return List.of(call);
    }

    private static List<Stimulus> either(Room room, RoomCall ofFaults, RoomCall ofQueue) {
        demand(room == Room.FAULTS || room == Room.QUEUE, room);
        return List.of(room == Room.FAULTS ? ofFaults : ofQueue);
    }

    private static void demand(boolean holds, Room room) {
        if (!holds) {
            throw new Complaint("", "this statement speaks to another room than " + room, "change the room line, or the statement");
        }
    }
}
