package iommu.probe;

import iommu.arch.RequestKind;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.arch.seam.ScalableTables;
import iommu.arch.seam.StagedWalk;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.function.BiFunction;

/** The calls of the room of scalable mode, with what it stores: only a walk may change memory. */
final class ScalableCalls implements BiFunction<ScalableTables, Stimulus, Answer> {

    /** Five levels, each of their entries and the page through five more. */
    private static final int MOST_STEPS = 40;

    private final CaseStores stores;

    ScalableCalls(CaseStores stores) {
        this.stores = stores;
    }

    @Override
    public Answer apply(ScalableTables room, Stimulus stimulus) {
        return switch (stimulus) {
            case RoomCall.LookUpScalableContext call -> quiet(new RoomAnswer.Context(room.context(call.rootTable(), call.source())));
            case RoomCall.AskRefusal call -> quiet(new RoomAnswer.Refusal(room.refusal(call.context(), new Query(call.pasid(),
                    call.kind().map(ScalableCalls::purpose).orElse(Purpose.PAGE_REQUEST)))));
            case RoomCall.LookUpPasid call -> quiet(new RoomAnswer.Entry(room.entry(call.context(), call.pasid())));
            case RoomCall.WalkStages call -> {
                StagedResult result = room.walk(call.context(), new StagedWalk.Request(call.address(), call.access(), call.supervisor()));
                yield WellFormed.checked(new RoomAnswer.Staged(result, stores.changes()));
            }
            default -> throw new IllegalArgumentException("no call of the room of scalable mode: " + stimulus);
        };
    }

    private Answer quiet(Answer answer) {
        return stores.changes().isEmpty() ? WellFormed.checked(answer)
                : new Answer.Broken(Breach.MALFORMED, "memory changed in a call that stores nothing");
    }

    private static Purpose purpose(RequestKind kind) {
        return switch (kind) {
            case UNTRANSLATED -> Purpose.UNTRANSLATED;
            case TRANSLATION -> Purpose.TRANSLATION;
            case TRANSLATED -> Purpose.TRANSLATED;
        };
    }

    static void check(StagedResult result) {
        if (result instanceof StagedMapping mapping) {
            WellFormed.page(mapping.page(), mapping.frame(), mapping.size());
            WellFormed.must(mapping.steps().size() <= MOST_STEPS, "more than " + MOST_STEPS + " steps");
        }
    }
}
