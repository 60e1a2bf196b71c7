package iommu.grade.handout.unit;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A way of a unit that stands between the reference's unit and its rooms: some calls never reach them or reach them twice, and
 * some answers are not heard. Right units have such habits, and wrong ones.
 */
@FunctionalInterface
interface Habit {

    Answer call(Stimulus call, NeighbourPort rooms) throws ProtocolException;

    /** Calls that make a room do something. */
    private static List<Class<? extends Stimulus>> deeds() {
        return List.of(RoomCall.RecordFault.class, RoomCall.ReportCondition.class, RoomCall.ClearRecord.class, RoomCall.ClearConditions.class,
                RoomCall.ProgramFaultEvent.class, RoomCall.UpdateQueue.class, RoomCall.DeviceDone.class, RoomCall.DeviceTimeout.class,
                RoomCall.ConditionsCleared.class, RoomCall.CompletionCleared.class, RoomCall.ProgramCompletionEvent.class,
                RoomCall.DisableTranslation.class, RoomCall.ShowFaults.class, RoomCall.ShowQueue.class, RoomCall.ResetRoom.class);
    }

    /** All that are tried; the first one changes nothing. */
    static List<Habit> all() {
        List<Habit> all = new ArrayList<>(List.of((call, rooms) -> rooms.call(call)));
        for (Class<? extends Stimulus> deed : deeds()) {
            all.add((call, rooms) -> deed.isInstance(call) ? nothing(call) : rooms.call(call));
            all.add((call, rooms) -> deed.isInstance(call) ? twice(call, rooms) : rooms.call(call));
            all.add((call, rooms) -> deed.isInstance(call) ? dropped(rooms.call(call)) : rooms.call(call));
        }
        for (RoomCall.ResetRoom.Of room : RoomCall.ResetRoom.Of.values()) {
            all.add((call, rooms) -> call.equals(new RoomCall.ResetRoom(room)) ? nothing(call) : rooms.call(call));
        }
        all.add((call, rooms) -> call instanceof RoomCall.ShowFaults || call instanceof RoomCall.ShowQueue ? nothing(call) : rooms.call(call));
        all.add(heard(List::reversed));
        all.add(heard(effects -> effects.stream().sorted(Comparator.comparing(e -> !(e instanceof Effect.StoreStatus))).toList()));
        all.add(heard(effects -> effects.isEmpty() ? effects : effects.subList(0, effects.size() - 1)));
        all.add(heard(effects -> effects.isEmpty() ? effects : effects.subList(0, 1)));
        all.add((call, rooms) -> forgetful(rooms.call(call), true, false));
        all.add((call, rooms) -> forgetful(rooms.call(call), false, true));
        all.add((call, rooms) -> forgetful(rooms.call(call), true, true));
        return all;
    }

    private static Habit heard(UnaryOperator<List<Effect>> how) {
        return (call, rooms) -> {
            Answer answer = rooms.call(call);
            return answer instanceof RoomAnswer.Effects(List<Effect> effects) ? new RoomAnswer.Effects(how.apply(effects)) : answer;
        };
    }

    private static Answer nothing(Stimulus call) {
        return call instanceof RoomCall room && room.answered() ? new RoomAnswer.Effects(List.of()) : new Answer.Done();
    }

    private static Answer twice(Stimulus call, NeighbourPort rooms) throws ProtocolException {
        rooms.call(call);
        return rooms.call(call);
    }

    private static Answer dropped(Answer answer) {
        return answer instanceof RoomAnswer.Effects ? new RoomAnswer.Effects(List.of()) : answer;
    }

    private static Answer forgetful(Answer answer, boolean pages, boolean others) {
        return switch (answer) {
            case Answer.Translation found when pages -> new Answer.Translation(Optional.empty());
            case Answer.CachedContext found when others -> new Answer.CachedContext(Optional.empty());
            case Answer.Prefix found when others -> new Answer.Prefix(Optional.empty());
            default -> answer;
        };
    }
}
