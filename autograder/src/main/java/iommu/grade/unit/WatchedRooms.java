package iommu.grade.unit;

import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rooms beside a unit in one run, whoever answers for them, with somebody who watches how they are used. */
public final class WatchedRooms implements NeighbourPort {

    private final NeighbourPort rooms;
    private final List<Called> calls = new ArrayList<>();
    private final Optional<Meanwhile> meanwhile;
    private final Optional<EarlyWord> early;

    public WatchedRooms(NeighbourPort rooms, Watch watch) {
        this.rooms = rooms;
        meanwhile = watch == Watch.FILLS ? Optional.of(new Meanwhile(this::invalidateAll, this::epoch)) : Optional.empty();
        early = watch == Watch.PROMISES ? Optional.of(new EarlyWord()) : Optional.empty();
    }

    /** The calls of the step that the run has come to, in order. */
    public List<Called> calls() {
        return List.copyOf(calls);
    }

    /** What was wrong with how the rooms were used; empty if nothing was, or if nobody looks. */
    public Optional<String> objection() {
        return meanwhile.flatMap(Meanwhile::objection).or(() -> early.flatMap(EarlyWord::objection));
    }

    @Override
    public void step(Stimulus step) {
        calls.clear();
        meanwhile.ifPresent(m -> m.step(step));
        early.ifPresent(EarlyWord::step);
        rooms.step(step);
    }

    @Override
    public Answer call(Stimulus call) throws ProtocolException {
        meanwhile.ifPresent(m -> m.before(call));
        Answer answer = rooms.call(call);
        if (!(answer instanceof Answer.Broken)) {
            meanwhile.ifPresent(m -> m.after(call, answer));
        }
        calls.add(new Called(call, answer));
        early.ifPresent(e -> e.heard(call, answer));
        return answer;
    }

    private void invalidateAll() {
        asked(new Stimulus.Invalidate(ContextInvalidation.global()));
        asked(new Stimulus.Invalidate(IotlbInvalidation.global()));
    }

    /** Rooms that can't say which are asked nothing more by anybody. */
    private long epoch() {
        return asked(new Stimulus.TakeEpoch(0)) instanceof Answer.Value(long epoch) ? epoch : 0;
    }

    private Answer asked(Stimulus call) {
        try {
            return rooms.call(call);
        } catch (ProtocolException e) {
            throw new IllegalStateException("rooms that answer for no cache", e);
        }
    }
}
