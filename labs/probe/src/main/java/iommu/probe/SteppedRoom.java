package iommu.probe;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.function.BiFunction;

/** A room over its memory. Memory steps never reach the room; every other step does, guarded. */
final class SteppedRoom<R> implements RoomDriver {

    private final RoomKind kind;
    private final CaseMemory memory;
    private final Made<R> made;
    private final BiFunction<R, Stimulus, Answer> calls;

    SteppedRoom(RoomKind kind, CaseMemory memory, Made<R> made, BiFunction<R, Stimulus, Answer> calls) {
        this.kind = kind;
        this.memory = memory;
        this.made = made;
        this.calls = calls;
    }

    @Override
    public Answer on(Stimulus stimulus) {
        if (!kind.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room " + kind + " has no step " + stimulus);
        }
        if (stimulus instanceof Stimulus.Store64 store) {
            memory.store(store);
        } else if (stimulus instanceof Stimulus.Store128 store) {
            memory.store(store);
        } else if (stimulus instanceof Stimulus.Readable change) {
            memory.restrict(change);
        } else if (!(stimulus instanceof Stimulus.Flush)) {
            return made.failure() != null ? made.failure() : Guard.call(() -> calls.apply(made.room(), stimulus));
        }
        return new Answer.Done();
    }
}
