package iommu.house;

import iommu.arch.Effect;
import iommu.arch.RequestKind;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.PageRequestQueue;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.ScalableLookup;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.StagedWalk;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.function.Function;

/** Carries steps out as calls of a room's seam. */
final class RoomPlayer {

    private RoomPlayer() {
    }

    static Function<Stimulus, Answer> of(FaultLog log) {
        return step -> switch (step) {
            case RoomCall.RecordFault c -> effects(log.record(c.fault()));
            case RoomCall.ReportCondition c -> effects(log.report(c.condition()));
            case RoomCall.ClearRecord c -> effects(log.clearRecord(c.index()));
            case RoomCall.ClearConditions c -> effects(log.clear(c.conditions()));
            case RoomCall.ProgramFaultEvent c -> effects(log.program(c.event()));
            case RoomCall.DisableTranslation c -> done(log::translationDisabled);
            case RoomCall.FaultStatusOf c -> new RoomAnswer.Faults(log.status());
            default -> throw new IllegalArgumentException("not for a fault log: " + step);
        };
    }

    static Function<Stimulus, Answer> of(RegisterFile registers) {
        return step -> switch (step) {
            case Stimulus.RegisterRead c -> new Answer.Value(registers.read(c.offset(), c.size()));
            case RoomCall.WriteRegister c -> effects(registers.write(c.offset(), c.size(), c.value()));
            case RoomCall.ShowFaults c -> done(() -> registers.show(c.faults()));
            case RoomCall.ShowQueue c -> done(() -> registers.show(c.queue()));
            case RoomCall.ShowPageRequests c -> done(() -> registers.show(c.pageRequests()));
            default -> throw new IllegalArgumentException("not for registers: " + step);
        };
    }

    static Function<Stimulus, Answer> of(PlayMemory memory, InvalidationQueue queue) {
        return step -> memory.take(step) ? new Answer.Done() : switch (step) {
            case RoomCall.UpdateQueue c -> effects(queue.update(c.registers()));
            case RoomCall.DeviceDone c -> effects(c.from().isPresent() ? queue.done(c.tag(), c.from().get()) : queue.done(c.tag()));
            case RoomCall.DeviceTimeout c -> effects(queue.timeout(c.tag()));
            case RoomCall.ConditionsCleared c -> effects(queue.cleared(c.conditions()));
            case RoomCall.CompletionCleared c -> effects(queue.completionCleared());
            case RoomCall.ProgramCompletionEvent c -> effects(queue.program(c.event()));
            case RoomCall.QueueStatusOf c -> new RoomAnswer.Queue(queue.status());
            default -> throw new IllegalArgumentException("not for a queue: " + step);
        };
    }

    static Function<Stimulus, Answer> of(PlayMemory memory, ScalableLookup lookup) {
        return step -> memory.take(step) ? new Answer.Done() : switch (step) {
            case RoomCall.LookUpScalableContext c -> new RoomAnswer.Context(lookup.context(c.rootTable(), c.source()));
            case RoomCall.AskRefusal c -> new RoomAnswer.Refusal(lookup.refusal(c.context(),
                    new ScalableLookup.Query(c.pasid(), c.kind().map(RoomPlayer::purpose).orElse(Purpose.PAGE_REQUEST))));
            case RoomCall.LookUpPasid c -> new RoomAnswer.Entry(lookup.entry(c.context(), c.pasid()));
            default -> throw new IllegalArgumentException("not for a lookup: " + step);
        };
    }

    private static Purpose purpose(RequestKind kind) {
        return switch (kind) {
            case UNTRANSLATED -> Purpose.UNTRANSLATED;
            case TRANSLATION -> Purpose.TRANSLATION;
            case TRANSLATED -> Purpose.TRANSLATED;
        };
    }

    static Function<Stimulus, Answer> of(PlayMemory memory, StagedWalk walk) {
        return step -> {
            if (memory.take(step)) {
                return new Answer.Done();
            }
            RoomCall.WalkStages c = (RoomCall.WalkStages) step;
            var result = walk.walk(c.context(), new StagedWalk.Request(c.address(), c.access(), c.supervisor()));
            return new RoomAnswer.Staged(result, memory.changes());
        };
    }

    static Function<Stimulus, Answer> of(PlayMemory memory, InterruptRemapper remapper) {
        return step -> memory.take(step) ? new Answer.Done() : switch (step) {
            case RoomCall.ProgramInterrupts c -> done(() -> remapper.program(c.registers()));
            case RoomCall.InvalidateInterrupts c -> done(() -> remapper.invalidate(c.all(), c.index(), c.mask()));
            case RoomCall.Remap c -> {
                var result = remapper.remap(c.source(), c.address(), c.data());
                yield new RoomAnswer.Remapped(result, memory.changes());
            }
            default -> throw new IllegalArgumentException("not for a remapper: " + step);
        };
    }

    static Function<Stimulus, Answer> of(PageRequestQueue queue) {
        return step -> switch (step) {
            case RoomCall.UpdatePageRequests c -> done(() -> queue.update(c.registers()));
            case RoomCall.TakePageRequest c -> effects(queue.take(c.request()));
            case RoomCall.ClearPageRequests c -> effects(queue.clear(c.pending(), c.overflow()));
            case RoomCall.ProgramPageRequestEvent c -> effects(queue.program(c.event()));
            case RoomCall.PageRequestStatusOf c -> new RoomAnswer.PageRequests(queue.status());
            default -> throw new IllegalArgumentException("not for page requests: " + step);
        };
    }

    private static Answer effects(List<Effect> effects) {
        return new RoomAnswer.Effects(effects);
    }

    private static Answer done(Runnable action) {
        action.run();
        return new Answer.Done();
    }
}
