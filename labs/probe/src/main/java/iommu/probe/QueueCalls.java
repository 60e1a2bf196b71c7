package iommu.probe;

import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The calls of an invalidation queue. Which tags a queue gives to its device-TLB invalidations is its own affair; a
 * case speaks of the first, the second, and so on, that were sent. So tags are numbered here, from 1: in what the room
 * says, and back again in what it is told.
 */
final class QueueCalls implements BiFunction<InvalidationQueue, Stimulus, Answer> {

    /** Tags that no room gives. */
    private static final int STRAY = 0x4000_0000;

    private record Sent(int number, SourceId device) {
    }

    /** The invalidations that wait for their devices, by the room's own tags. */
    private final Map<Integer, Sent> open = new HashMap<>();
    /** The room's own tags of all that were sent, by their numbers. */
    private final Map<Integer, Integer> tags = new HashMap<>();
    private int sent;

    @Override
    public Answer apply(InvalidationQueue room, Stimulus stimulus) {
        return switch (stimulus) {
            case RoomCall.UpdateQueue call -> effects(room.update(call.registers()));
            case RoomCall.DeviceDone call -> done(room, call);
            case RoomCall.DeviceTimeout call -> {
                int tag = tag(call.tag());
                open.remove(tag);
                yield effects(room.timeout(tag));
            }
            case RoomCall.ConditionsCleared call -> effects(room.cleared(call.conditions()));
            case RoomCall.CompletionCleared call -> effects(room.completionCleared());
            case RoomCall.ProgramCompletionEvent call -> effects(room.program(call.event()));
            case RoomCall.QueueStatusOf call -> WellFormed.checked(new RoomAnswer.Queue(room.status()));
            default -> throw new IllegalArgumentException("no call of a queue: " + stimulus);
        };
    }

    private Answer done(InvalidationQueue room, RoomCall.DeviceDone call) {
        int tag = tag(call.tag());
        Optional<SourceId> asked = Optional.ofNullable(open.get(tag)).map(Sent::device);
        if (call.from().isEmpty() || call.from().equals(asked)) {
            open.remove(tag);
        }
        return effects(call.from().isPresent() ? room.done(tag, call.from().get()) : room.done(tag));
    }

    /**
     * The room's own tag of this invalidation, be it still open or not: a late answer comes under the tag that was given.
     * One that the room does not know, if it never sent that many, or if the tag is another's by now.
     */
    private int tag(int number) {
        Integer own = tags.get(number);
        if (own != null && (!open.containsKey(own) || open.get(own).number() == number)) {
            return own;
        }
        int stray = STRAY + number;
        while (open.containsKey(stray)) {
            stray++;
        }
        return stray;
    }

    private Answer effects(List<Effect> effects) {
        Answer answer = RoomEffects.of(effects);
        if (!(answer instanceof RoomAnswer.Effects(List<Effect> said))) {
            return answer;
        }
        List<Effect> numbered = new ArrayList<>();
        for (Effect effect : said) {
            numbered.add(switch (effect) {
                case Effect.InvalidateDeviceTlb d ->
                    new Effect.InvalidateDeviceTlb(number(d.tag(), d.source()), d.source(), d.start(), d.size());
                case Effect.InvalidatePasidDeviceTlb d -> new Effect.InvalidatePasidDeviceTlb(number(d.tag(), d.source()),
                        d.source(), d.pasid(), d.global(), d.start(), d.size());
                default -> effect;
            });
        }
        return new RoomAnswer.Effects(numbered);
    }

    /** A tag that is given twice while its first device is silent keeps its number: that is the judge's to see. */
    private int number(int tag, SourceId device) {
        Sent one = open.computeIfAbsent(tag, t -> new Sent(++sent, device));
        tags.put(one.number(), tag);
        return one.number();
    }
}
