package iommu.grade.handout;

import iommu.arch.Fault;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.grade.recorded.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Where the oracle can name what is allowed: each answer with whatever of its bits counts for nothing. */
final class NamedAnswers {

    private NamedAnswers() {
    }

    /**
     * What may be answered at a step.
     *
     * @param named   all that may be, up to what counts for nothing, and perhaps more than this law allows
     * @param leadsTo the same for answers after which everything goes on in the same way
     */
    static StepRecorder.Found of(LawProbe law, Map<Integer, Answer> history, int step, Collection<? extends Answer> named,
            Function<Answer, Object> leadsTo) {
        Map<Object, List<Answer>> ways = new LinkedHashMap<>();
        named.stream().filter(answer -> law.allows(history, step, answer))
                .forEach(answer -> ways.computeIfAbsent(leadsTo.apply(answer), way -> new ArrayList<>()).add(answer));
        List<StepRecorder.Branch> branches = new ArrayList<>();
        boolean whole = !ways.isEmpty();
        for (List<Answer> way : ways.values()) {
            List<LawProbe.Found> found = way.stream().map(answer -> LawProbe.bits(answer,
                    other -> kind(other).equals(kind(answer)) && law.allows(history, step, other), step)).toList();
            whole &= found.stream().allMatch(LawProbe.Found::independent);
            branches.add(new StepRecorder.Branch(found.stream().<Shape>map(LawProbe.Found::sound).distinct().toList(), way.getFirst()));
        }
        return new StepRecorder.Found(branches, whole ? Optional.empty() : Optional.of("which bits may differ is more than was written down"));
    }

    /** Two reasons may be both allowed and differ in a bit: that bit counts all the same. */
    private static Object kind(Answer answer) {
        return switch (answer) {
            case RoomAnswer.Remapped(InterruptOutcome.Blocked(Fault fault, var index), var changed) -> fault.reason();
            case RoomAnswer.Remapped(InterruptOutcome outcome, var changed) -> outcome.getClass();
            case RoomAnswer.Context(Fault fault) -> fault.reason();
            case RoomAnswer.Refusal(Optional<Fault> fault) -> fault.map(Fault::reason);
            case RoomAnswer.Entry(Fault fault) -> fault.reason();
            default -> answer.getClass();
        };
    }
}
