package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/** The law of room 12 as a whole: lookups by their sets, walks as they go, both over one memory. */
public final class ScalableTablesRelation implements RunRelation {

    private final RunRelation lookups;
    private final RunRelation walks;

    /** @param walks of {@link StagedWalkRelation}: the law, or what is asked beyond it */
    public ScalableTablesRelation(Capabilities capabilities, StagedWalkRelation walks) {
        lookups = RunRelation.of(new ScalableLookupRelation(capabilities), ScalableLookupRelation::canonical);
        this.walks = walks;
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return switch (step) {
            case RoomCall.WalkStages walk -> walks.judge(step, answer).or(() -> stored(answer));
            case RoomCall call -> lookups.judge(step, answer).map(why -> "the entries, and the unit, say otherwise");
            default -> lookups.judge(step, answer).or(() -> walks.judge(step, answer));
        };
    }

    /** Flags that a walk has set are seen by lookups as well. */
    private Optional<String> stored(Answer answer) {
        ((RoomAnswer.Staged) answer).changed().forEach((at, value) -> lookups.judge(new Stimulus.Store64(at, value), new Answer.Done()));
        return Optional.empty();
    }
}
