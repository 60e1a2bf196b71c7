package iommu.grade.told;

import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Locale;

/** A call of a room as whoever wrote it knows it: the room, the method, and what was given to it. */
final class SeamWords {

    private SeamWords() {
    }

    static String of(Stimulus call) {
        String all = call.toString();
        return method(call) + "(" + all.substring(all.indexOf('[') + 1, all.lastIndexOf(']')) + ")";
    }

    private static String method(Stimulus call) {
        return switch (call) {
            case Stimulus.LookUpContext c -> "context.lookUp";
            case Stimulus.Walk c -> "walk.walk";
            case Stimulus.TakeEpoch c -> "cache.epoch";
            case Stimulus.CachedTranslationOf c -> "cache.translation";
            case Stimulus.CachedContextOf c -> "cache.context";
            case Stimulus.CachedPrefixOf c -> "cache.prefix";
            case Stimulus.FillTranslation c -> "cache.fill";
            case Stimulus.FillContext c -> "cache.fill";
            case Stimulus.FillPrefix c -> "cache.fill";
            case Stimulus.Invalidate c -> "cache.invalidate";
            case Stimulus.RegisterRead c -> "registers.read";
            case RoomCall c -> method(c);
            default -> call.getClass().getSimpleName();
        };
    }

    private static String method(RoomCall call) {
        return switch (call) {
            case RoomCall.WriteRegister c -> "registers.write";
            case RoomCall.ShowFaults c -> "registers.show";
            case RoomCall.ShowQueue c -> "registers.show";
            case RoomCall.RecordFault c -> "faults.record";
            case RoomCall.ReportCondition c -> "faults.report";
            case RoomCall.ClearRecord c -> "faults.clearRecord";
            case RoomCall.ClearConditions c -> "faults.clear";
            case RoomCall.ProgramFaultEvent c -> "faults.program";
            case RoomCall.DisableTranslation c -> "faults.translationDisabled";
            case RoomCall.FaultStatusOf c -> "faults.status";
            case RoomCall.UpdateQueue c -> "queue.update";
            case RoomCall.DeviceDone c -> "queue.done";
            case RoomCall.DeviceTimeout c -> "queue.timeout";
            case RoomCall.ConditionsCleared c -> "queue.cleared";
            case RoomCall.CompletionCleared c -> "queue.completionCleared";
            case RoomCall.ProgramCompletionEvent c -> "queue.program";
            case RoomCall.QueueStatusOf c -> "queue.status";
            case RoomCall.ResetRoom c -> c.room().name().toLowerCase(Locale.ROOT) + ".reset";
            case RoomCall.PerformOutside c -> "outside.perform";
            default -> call.getClass().getSimpleName();
        };
    }
}
