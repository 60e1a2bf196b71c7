package iommu.grade.unit;

import iommu.arch.Effect;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees whether the status of a wait went out before the invalidations that the queue had named ahead of it reached the
 * cache (§6.5.2.9). A unit that invalidates more, or keeps nothing that it would have to invalidate, is as right.
 */
final class EarlyWord {

    /** An effect that a room has asked for and that was not carried out yet. */
    private static final class Asked {
        private final Effect effect;
        /** Software has seen a status that stands behind it. */
        private boolean promised;
        /** The unit has invalidated something else of the kind since: perhaps the same, in other pieces. */
        private boolean begun;

        Asked(Effect effect) {
            this.effect = effect;
        }

        boolean isCoveredBy(Invalidation done) {
            return effect instanceof Effect.Invalidate(Invalidation command) && covers(done, command);
        }

        /** @param dueNow whether it was asked for behind the status, too: then it need not stand for what was ahead of it */
        boolean comesTooLateWith(Invalidation done, boolean dueNow) {
            return promised && effect instanceof Effect.Invalidate(Invalidation command)
                    && (command.equals(done) || !dueNow && !begun && covers(done, command));
        }

        boolean isDue(Invalidation done) {
            return !promised && effect.equals(new Effect.Invalidate(done));
        }
    }

    private final List<Asked> open = new ArrayList<>();
    private Optional<String> objection = Optional.empty();

    Optional<String> objection() {
        return objection;
    }

    /** Something new is asked of the unit: what it promised before and did not do, it had nothing to do for. */
    void step() {
        open.removeIf(asked -> asked.promised);
    }

    void heard(Stimulus call, Answer answer) {
        if (answer instanceof RoomAnswer.Effects(List<Effect> effects)) {
            effects.stream().filter(e -> e instanceof Effect.Invalidate || e instanceof Effect.StoreStatus)
                    .forEach(e -> open.add(new Asked(e)));
        }
        switch (call) {
            case RoomCall.PerformOutside(Effect.StoreStatus status) -> promise(status);
            case Stimulus.Invalidate(Invalidation command) -> carryOut(command);
            case RoomCall.ResetRoom reset -> open.clear();
            default -> { }
        }
    }

    /** A status speaks of what stands ahead of it, and of nothing behind it. */
    private void promise(Effect.StoreStatus status) {
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).effect.equals(status)) {
                open.remove(i);
                open.subList(0, i).forEach(asked -> asked.promised = true);
                return;
            }
        }
    }

    private void carryOut(Invalidation command) {
        boolean dueNow = open.stream().anyMatch(asked -> asked.isDue(command));
        if (open.stream().anyMatch(asked -> asked.comesTooLateWith(command, dueNow))) {
            objection = Optional.of("software was told that an invalidation is done before the cache was (§6.5.2.9)");
        }
        open.removeIf(asked -> asked.isCoveredBy(command));
        open.stream().filter(asked -> asked.effect instanceof Effect.Invalidate(Invalidation other) && other.getClass() == command.getClass())
                .forEach(asked -> asked.begun = true);
    }

    private static boolean covers(Invalidation done, Invalidation asked) {
        if (done.equals(asked) || done.getClass() == asked.getClass() && done.granularity() == Granularity.GLOBAL) {
            return true;
        }
        return done.granularity() == Granularity.DOMAIN && switch (asked) {
            case ContextInvalidation c -> done instanceof ContextInvalidation d && c.granularity() == Granularity.DEVICE
                    && d.domain().equals(c.domain());
            case IotlbInvalidation i -> done instanceof IotlbInvalidation d && i.granularity() == Granularity.PAGE
                    && d.domain().equals(i.domain());
        };
    }
}
