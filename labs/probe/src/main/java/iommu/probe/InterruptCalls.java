package iommu.probe;

import iommu.arch.InterruptOutcome;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.function.BiFunction;

/** The calls of an interrupt remapper, with what it stores: only a request that is posted may change memory. */
final class InterruptCalls implements BiFunction<InterruptRemapper, Stimulus, Answer> {

    private final CaseStores stores;

    InterruptCalls(CaseStores stores) {
        this.stores = stores;
    }

    @Override
    public Answer apply(InterruptRemapper room, Stimulus stimulus) {
        return switch (stimulus) {
            case RoomCall.ProgramInterrupts call -> done(() -> room.program(call.registers()));
            case RoomCall.InvalidateInterrupts call -> done(() -> room.invalidate(call.all(), call.index(), call.mask()));
            case RoomCall.Remap call -> {
                InterruptOutcome outcome = room.remap(call.source(), call.address(), call.data());
                yield outcome == null ? new Answer.Broken(Breach.NULL, "the outcome is null")
                        : WellFormed.checked(new RoomAnswer.Remapped(outcome, stores.changes()));
            }
            default -> throw new IllegalArgumentException("no call of an interrupt remapper: " + stimulus);
        };
    }

    private Answer done(Runnable call) {
        call.run();
        return stores.changes().isEmpty() ? new Answer.Done()
                : new Answer.Broken(Breach.MALFORMED, "memory changed in a call that stores nothing");
    }
}
