package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.grade.recorded.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A fault log under one reading: each answer is determined, but for bits that count for nothing and effects that a group is not about. */
final class FaultSteps implements StepRecorder {

    private static final Answer ODD = new RoomAnswer.Effects(List.of(new Effect.Translate(true), new Effect.Translate(false)));

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer its) {
        if (its instanceof RoomAnswer.Effects && law.allows(history, step, ODD)) {
            return Found.only(new Shape.AnyEffects(its), its);
        }
        LawProbe.Found found = LawProbe.bits(its, answer -> law.allows(history, step, answer), step);
        return new Found(List.of(new Branch(List.of(found.sound()), its)), found.independent() ? Optional.empty()
                : Optional.of("which bits may differ is more than was written down"));
    }
}
