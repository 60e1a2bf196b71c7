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
import iommu.scenario.Statement.OfRoom;
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
 * {@link ListenerWords} those of {@code notifier} and {@code shadow}.
 */
final class RoomWords {

    private static final int MOST_INVALIDATIONS = 1000;

    private RoomWords() {
    }

    static Statement read(String keyword, Words words) {
        return switch (keyword) {
            case "fault" -> new OfRoom.Record(fault(words));
            case "report" -> new OfRoom.Report(condition(words));
            case "clear-record" -> new OfRoom.ClearRecord(words.number(words.plain("the register"), 0, 0xFFFF));
            case "clear" -> new OfRoom.Clear(conditions(words));
            case "event" -> new OfRoom.Event(event(words));
            case "translation-off" -> new OfRoom.TranslationOff();
            case "status" -> new OfRoom.AskStatus();
            case "slot" -> QueueWords.slot(words);
            case "queue" -> new OfRoom.Program(QueueWords.registers(words));
            case "device" -> device(words);
            case "clear-completion" -> new OfRoom.ClearCompletion();
            case "drive" -> DriverWords.read(words);
            case "show-faults" -> new OfRoom.ShowFaults(StatusFields.faults(words));
            case "show-queue" -> new OfRoom.ShowQueue(StatusFields.queue(words));
            case "listener", "configure" -> SafetyWords.read(keyword, words);
            case "outside" -> new OfRoom.AskOutside();
            case "reset" -> new OfRoom.Reset();
            default -> ListenerWords.read(keyword, words);
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
        return done ? new OfRoom.DeviceDone(number, words.named("from").map(words::source)) : new OfRoom.DeviceTimeout(number);
    }

    static String text(OfRoom statement) {
        return switch (statement) {
            case OfRoom.Record s -> text(s.fault());
            case OfRoom.Report s -> "report " + text(s.condition());
            case OfRoom.ClearRecord s -> "clear-record " + s.index();
            case OfRoom.Clear s -> "clear " + text(s.conditions(), " ");
            case OfRoom.Event s -> "event " + text(s.registers());
            case OfRoom.TranslationOff s -> "translation-off";
            case OfRoom.AskStatus s -> "status";
            case OfRoom.Slot s -> QueueWords.text(s);
            case OfRoom.Program s -> QueueWords.text(s.registers());
            case OfRoom.DeviceDone s -> "device done " + s.number() + s.from().map(from -> " from=" + from).orElse("");
            case OfRoom.DeviceTimeout s -> "device timeout " + s.number();
            case OfRoom.ClearCompletion s -> "clear-completion";
            case OfRoom.BeginDriver s -> DriverWords.text(s);
            case OfRoom.Drive s -> DriverWords.text(s.request());
            case OfRoom.ShowFaults s -> StatusFields.text("show-faults", StatusFields.of(s.status(), true));
            case OfRoom.ShowQueue s -> StatusFields.text("show-queue", StatusFields.of(s.status()));
            case OfRoom.OfSafety s -> SafetyWords.text(s);
            case OfRoom.OfListeners s -> ListenerWords.text(s);
            case OfRoom.AskOutside s -> "outside";
            case OfRoom.Reset s -> "reset";
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
    static List<Stimulus> steps(OfRoom statement, Room room) {
        return switch (statement) {
            case OfRoom.Record s -> only(room, Room.FAULTS, new RoomCall.RecordFault(s.fault()));
            case OfRoom.Report s -> only(room, Room.FAULTS, new RoomCall.ReportCondition(s.condition()));
            case OfRoom.ClearRecord s -> only(room, Room.FAULTS, new RoomCall.ClearRecord(s.index()));
            case OfRoom.TranslationOff s -> only(room, Room.FAULTS, new RoomCall.DisableTranslation());
            case OfRoom.Clear s -> either(room, new RoomCall.ClearConditions(EnumSet.copyOf(s.conditions())),
                    new RoomCall.ConditionsCleared(EnumSet.copyOf(s.conditions())));
            case OfRoom.Event s -> either(room, new RoomCall.ProgramFaultEvent(s.registers()),
                    new RoomCall.ProgramCompletionEvent(s.registers()));
            case OfRoom.AskStatus s when room == Room.SAFETY -> List.of(new RoomCall.PolicyOf());
            case OfRoom.AskStatus s -> either(room, new RoomCall.FaultStatusOf(), new RoomCall.QueueStatusOf());
            case OfRoom.Slot s -> {
                demand(room == Room.QUEUE, room);
                yield QueueWords.stores(s);
            }
            case OfRoom.Program s -> only(room, Room.QUEUE, new RoomCall.UpdateQueue(s.registers()));
            case OfRoom.DeviceDone s -> only(room, Room.QUEUE, new RoomCall.DeviceDone(s.number(), s.from()));
            case OfRoom.DeviceTimeout s -> only(room, Room.QUEUE, new RoomCall.DeviceTimeout(s.number()));
            case OfRoom.ClearCompletion s -> only(room, Room.QUEUE, new RoomCall.CompletionCleared());
            case OfRoom.BeginDriver s ->
                only(room, Room.DRIVER, new RoomCall.BeginDriver(s.batched(), Set.copyOf(s.deviceTlbs())));
            case OfRoom.Drive s -> only(room, Room.DRIVER, new RoomCall.Drive(s.request()));
            case OfRoom.ShowFaults s -> only(room, Room.REGISTERS, new RoomCall.ShowFaults(s.status()));
            case OfRoom.ShowQueue s -> only(room, Room.REGISTERS, new RoomCall.ShowQueue(s.status()));
            case OfRoom.OfSafety s -> only(room, Room.SAFETY, SafetyWords.call(s));
            case OfRoom.OfListeners s -> throw new IllegalStateException(s.toString());
            case OfRoom.AskOutside s -> only(room, Room.UNIT, new RoomCall.OutsideOf());
            case OfRoom.Reset s -> only(room, Room.UNIT, new RoomCall.ResetUnit());
        };
    }

    private static List<Stimulus> only(Room room, Room wanted, RoomCall call) {
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
