package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Reference;
import iommu.scenario.Plan;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Every effect to which a queue might come in a case: what each descriptor leads to when it is alone in the ring, and, of one
 * that is refused, what it would lead to with another bit; errors, and the messages that the case speaks of.
 */
final class QueuePool {

    private final Plan plan;
    private final Set<Effect> effects = new LinkedHashSet<>();

    QueuePool(Plan plan) {
        this.plan = plan;
        List.of(FaultCondition.QUEUE_ERROR, FaultCondition.COMPLETION_ERROR, FaultCondition.TIMEOUT_ERROR)
                .forEach(condition -> effects.add(new Effect.ReportQueueError(condition)));
        Set<QueueRegisters> rings = new LinkedHashSet<>();
        plan.steps().forEach(step -> {
            switch (step.stimulus()) {
                case RoomCall.UpdateQueue(QueueRegisters registers) -> rings.add(registers);
                case RoomCall.ProgramCompletionEvent(var event) -> effects.add(new Effect.SendMessage(event.address(), event.data()));
                default -> { }
            }
        });
        Set<Stimulus.Store128> stores = new LinkedHashSet<>();
        plan.steps().stream().map(step -> step.stimulus()).filter(Stimulus.Store128.class::isInstance).map(Stimulus.Store128.class::cast)
                .forEach(stores::add);
        Set<String> seen = new HashSet<>(); // the same descriptor again leads to the same
        stores.forEach(store -> rings.forEach(ring -> {
            if (ring.wide() || seen.add(store.value() + " " + ring.mode())) {
                descriptor(store, ring);
            }
        }));
    }

    /** Tags of device-TLB invalidations are 0 here: what a case calls them depends on their order. */
    List<Effect> effects() {
        return List.copyOf(effects);
    }

    private void descriptor(Stimulus.Store128 store, QueueRegisters ring) {
        if (refused(alone(store.value(), store.at(), ring))) {
            for (int bit = 0; bit < 64; bit++) {
                Entry128 low = new Entry128(store.value().low() ^ 1L << bit, store.value().high());
                Entry128 high = new Entry128(store.value().low(), store.value().high() ^ 1L << bit);
                add(alone(low, store.at(), ring));
                add(alone(high, store.at(), ring));
            }
        } else {
            add(alone(store.value(), store.at(), ring));
        }
    }

    private static boolean refused(List<Effect> all) {
        return all.contains(new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR));
    }

    private void add(List<Effect> all) {
        all.stream().map(QueuePool::untagged).forEach(effects::add);
    }

    private static Effect untagged(Effect effect) {
        return tagged(effect, 0);
    }

    static Effect tagged(Effect effect, int tag) {
        return switch (effect) {
            case Effect.InvalidateDeviceTlb d -> new Effect.InvalidateDeviceTlb(tag, d.source(), d.start(), d.size());
            case Effect.InvalidatePasidDeviceTlb d ->
                new Effect.InvalidatePasidDeviceTlb(tag, d.source(), d.pasid(), d.global(), d.start(), d.size());
            default -> effect;
        };
    }

    /** What a ring leads to that holds just this, and of a wide one the other half as the case stores it. */
    private List<Effect> alone(Entry128 bits, Gpa stored, QueueRegisters ring) {
        Function<Stimulus, Answer> reference = Reference.of(plan);
        reference.apply(new Stimulus.Store128(ring.base(), bits));
        if (ring.wide()) {
            plan.steps().stream().map(step -> step.stimulus()).filter(s -> s instanceof Stimulus.Store128(Gpa at, Entry128 value)
                    && at.equals(stored.plus(16))).findFirst()
                    .ifPresent(upper -> reference.apply(new Stimulus.Store128(ring.base().plus(16), ((Stimulus.Store128) upper).value())));
        }
        Answer answer = reference.apply(new RoomCall.UpdateQueue(new QueueRegisters(true, ring.base(), ring.size(), ring.wide(),
                ring.wide() ? 2 : 1, ring.mode())));
        return answer instanceof RoomAnswer.Effects(List<Effect> all) ? all : List.of();
    }
}
