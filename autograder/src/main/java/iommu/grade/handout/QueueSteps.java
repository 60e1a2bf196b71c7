package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.register.QueueStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.grade.recorded.SequenceShape;
import iommu.grade.recorded.Shape;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An invalidation queue: from what its descriptors may lead to every sequence is built that the law allows, effect by
 * effect; and each of them may be a coarser one.
 */
final class QueueSteps implements StepRecorder {

    /** How the law says that an effect has no place where it stands, whatever may follow. */
    private static final String NO_PLACE = "nothing in the queue leads to ";
    private static final String MORE = "scalable commands may be done more coarsely than was written down";
    private static final int LONGEST = 12;

    private final List<Effect> pool;
    private final QueueStatuses statuses;
    private final boolean scalable;

    QueueSteps(Plan plan) {
        pool = new QueuePool(plan).effects();
        statuses = new QueueStatuses(plan);
        scalable = pool.stream().anyMatch(effect -> effect instanceof Effect.InvalidateScalable || effect instanceof Effect.InvalidatePasidDeviceTlb);
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        return switch (reference) {
            case RoomAnswer.Effects effects -> sequences(law, history, step);
            case RoomAnswer.Queue(QueueStatus status) -> statuses.at(law, history, step, status);
            default -> Found.only(LawProbe.bits(reference, answer -> law.allows(history, step, answer), step).sound(), reference);
        };
    }

    private Found sequences(LawProbe law, Map<Integer, Answer> history, int step) {
        List<List<Effect>> lawful = new ArrayList<>();
        int devices = history.values().stream().mapToInt(QueueSteps::devices).sum();
        boolean whole = extend(law, history, step, new ArrayList<>(), devices, lawful);
        List<Branch> branches = lawful.stream().map(sequence -> new Branch(List.of(shape(law, history, step, sequence)),
                new RoomAnswer.Effects(sequence))).toList();
        return new Found(branches, whole && !scalable ? Optional.empty() : Optional.of(MORE));
    }

    private static int devices(Answer answer) {
        return answer instanceof RoomAnswer.Effects(List<Effect> effects) ? (int) effects.stream().filter(QueueSteps::toDevice).count() : 0;
    }

    private static boolean toDevice(Effect effect) {
        return effect instanceof Effect.InvalidateDeviceTlb || effect instanceof Effect.InvalidatePasidDeviceTlb;
    }

    /** Tries every continuation. @param devices how many requests to devices there were @return whether none was too long */
    private boolean extend(LawProbe law, Map<Integer, Answer> history, int step, List<Effect> begun, int devices, List<List<Effect>> lawful) {
        Optional<String> objection = law.objection(history, step, new RoomAnswer.Effects(begun));
        if (objection.isEmpty()) {
            lawful.add(List.copyOf(begun));
        } else if (objection.get().startsWith(NO_PLACE)) {
            return true;
        }
        if (begun.size() == LONGEST) {
            return false;
        }
        boolean whole = true;
        for (Effect effect : pool) {
            begun.add(QueuePool.tagged(effect, devices + 1));
            whole &= extend(law, history, step, begun, devices + (toDevice(effect) ? 1 : 0), lawful);
            begun.removeLast();
        }
        return whole;
    }

    private static Shape shape(LawProbe law, Map<Integer, Answer> history, int step, List<Effect> sequence) {
        List<List<Shape.Bits>> places = new ArrayList<>();
        for (int i = 0; i < sequence.size(); i++) {
            int place = i;
            List<Shape.Bits> shapes = new ArrayList<>();
            LawProbe.Allowed allowed = answer -> answer instanceof RoomAnswer.Effects(List<Effect> one) && one.size() == 1
                    && law.allows(history, step, with(sequence, place, one.getFirst()));
            for (Effect way : CoarserCommands.of(sequence.get(i)).stream().flatMap(List::stream).toList()) {
                Answer alone = new RoomAnswer.Effects(List.of(way));
                if (allowed.test(alone) && shapes.stream().noneMatch(known -> known.fits(alone))) {
                    shapes.add(LawProbe.bits(alone, allowed, step).sound());
                }
            }
            places.add(shapes);
        }
        return new SequenceShape(places);
    }

    private static Answer with(List<Effect> sequence, int place, Effect other) {
        List<Effect> changed = new ArrayList<>(sequence);
        changed.set(place, other);
        return new RoomAnswer.Effects(changed);
    }
}
