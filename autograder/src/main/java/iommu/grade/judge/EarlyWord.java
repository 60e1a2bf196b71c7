package iommu.grade.judge;

import iommu.arch.Effect;
import iommu.arch.invalidation.Invalidation;
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

    /** An invalidation that a room has asked for, and whether its wait's status went out meanwhile. */
    private static final class Asked {
        private final Invalidation command;
        private boolean promised;

        Asked(Invalidation command) {
            this.command = command;
        }
    }

    private final List<Asked> open = new ArrayList<>();
    private Optional<String> objection = Optional.empty();

    Optional<String> objection() {
        return objection;
    }

    void heard(Stimulus call, Answer answer) {
        if (answer instanceof RoomAnswer.Effects(List<Effect> effects)) {
            for (Effect effect : effects) {
                if (effect instanceof Effect.Invalidate(Invalidation command)) {
                    open.add(new Asked(command));
                }
            }
        }
        if (call instanceof RoomCall.PerformOutside(Effect.StoreStatus status)) {
            open.forEach(asked -> asked.promised = true);
        }
        if (call instanceof Stimulus.Invalidate(Invalidation command)) {
            if (open.stream().anyMatch(asked -> asked.promised && asked.command.equals(command))) {
                objection = Optional.of("software was told that an invalidation is done before the cache was (§6.5.2.9)");
            }
            open.clear(); // whatever was asked for: it has begun
        }
    }
}
