package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A whole unit between devices, software and its rooms. The rooms are called only while something is asked of the unit,
 * on the thread that asks, and so often at most in one step; else the caller gets an exception.
 */
final class UnitRoom implements RoomDriver {

    /** Calls of rooms in one step: some ten times what a request or a register write needs. */
    static final int MOST_CALLS = 200;
    /** No request has this tag. */
    private static final int NONE = -1;
    /** What a unit may do outside before anybody asks. */
    private static final int MOST_OUTSIDE = 10_000;

    private final NeighbourPort neighbours;
    private final List<Effect> outside = new ArrayList<>();
    private final Deque<Effect.InvalidateDeviceTlb> unanswered = new ArrayDeque<>();
    private final Made<UnitPort> made;
    private Thread asking;
    private int calls;
    private int deviceTlbs;

    UnitRoom(UnitMaker maker, Capabilities capabilities, NeighbourPort neighbours) {
        this.neighbours = neighbours;
        UnitPort.Rooms rooms = new NeighbourCalls(call -> called(call, neighbours::call), call -> called(call, neighbours::post)).rooms();
        made = Made.by(() -> maker.make(rooms, this::sent, capabilities));
    }

    @Override
    public Answer on(Stimulus stimulus) {
        if (!RoomKind.UNIT.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room UNIT has no step " + stimulus);
        }
        neighbours.step(stimulus);
        return switch (stimulus) {
            case Stimulus.Store64 s -> new Answer.Done();
            case Stimulus.Store128 s -> new Answer.Done();
            case Stimulus.Readable r -> new Answer.Done();
            case Stimulus.Flush f -> new Answer.Done();
            default -> made.failure() != null ? made.failure() : guarded(stimulus);
        };
    }

    private Answer guarded(Stimulus stimulus) {
        asking = Thread.currentThread();
        calls = 0;
        Answer answer = Guard.call(() -> taken(stimulus));
        asking = null;
        return calls > MOST_CALLS ? new Answer.Broken(Breach.MALFORMED, "more than " + MOST_CALLS + " calls of rooms in one step")
                : outside.size() > MOST_OUTSIDE ? new Answer.Broken(Breach.MALFORMED, "more than " + MOST_OUTSIDE + " effects outside")
                : answer;
    }

    private Answer taken(Stimulus stimulus) {
        UnitPort unit = made.room();
        switch (stimulus) {
            case Stimulus.Dma s -> {
                return WellFormed.checked(new Answer.Dma(unit.translate(s.request())));
            }
            case Stimulus.RegisterRead s -> {
                return new Answer.Value(unit.read(s.offset(), s.size()));
            }
            case RoomCall.OutsideOf s -> {
                Answer answer = RoomEffects.of(outside);
                outside.clear();
                return answer;
            }
            case Stimulus.RegisterWrite s -> unit.write(s.offset(), s.size(), s.value());
            case Stimulus.DeviceTlbDone s -> answered(s.source(), tag -> unit.deviceTlbDone(tag, s.source()));
            case Stimulus.DeviceTlbTimeout s -> answered(s.source(), unit::deviceTlbTimeout);
            case RoomCall.ResetUnit s -> {
                unanswered.clear();
                unit.reset();
            }
            default -> throw new IllegalArgumentException("no call of a unit: " + stimulus);
        }
        return new Answer.Done();
    }

    /** The oldest invalidation that was sent to this device is over; of a device that was asked for nothing, none is. */
    private void answered(SourceId source, IntConsumer how) {
        Optional<Effect.InvalidateDeviceTlb> oldest = unanswered.stream().filter(sent -> sent.source().equals(source)).findFirst();
        oldest.ifPresent(unanswered::remove);
        how.accept(oldest.map(Effect.InvalidateDeviceTlb::tag).orElse(NONE));
    }

    private void sent(Effect effect) {
        boolean reaches = effect instanceof Effect.StoreStatus || effect instanceof Effect.SendMessage
                || effect instanceof Effect.InvalidateDeviceTlb;
        if (!reaches) {
            throw new IllegalArgumentException("nothing outside carries out " + effect);
        }
        called(new RoomCall.PerformOutside(effect), neighbours::post);
        if (effect instanceof Effect.InvalidateDeviceTlb sent) {
            outside.add(new Effect.InvalidateDeviceTlb(++deviceTlbs, sent.source(), sent.start(), sent.size())); // tags are the queue's affair
            unanswered.removeIf(older -> older.tag() == sent.tag()); // given anew: the queue has forgotten the older one
            unanswered.add(sent);
        } else {
            outside.add(effect);
        }
        if (outside.size() > MOST_OUTSIDE) {
            throw new IllegalStateException("more than " + MOST_OUTSIDE + " effects outside");
        }
    }

    /** One of the two ways of a port to be called. */
    @FunctionalInterface
    private interface Way {
        Answer call(Stimulus call) throws ProtocolException;
    }

    private Answer called(Stimulus call, Way way) {
        if (Thread.currentThread() != asking) {
            throw new IllegalStateException("a room was called while nothing is asked of the unit, or by another thread");
        }
        if (++calls > MOST_CALLS) {
            throw new IllegalStateException("more than " + MOST_CALLS + " calls of rooms in one step");
        }
        Answer answer;
        try {
            answer = way.call(call);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        if (answer instanceof Answer.Broken(Breach what, String text)) {
            throw new IllegalArgumentException("a room takes no such call: " + text);
        }
        return answer;
    }
}
