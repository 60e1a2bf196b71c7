package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A notifier among flat neighbours. Memory steps don't concern it: what its neighbours say is said to them. */
final class NotifyingRoom implements RoomDriver {

    private final Neighbours neighbours;
    private final Made<MappingNotifier> made;
    private final Map<Integer, Belief> beliefs = new HashMap<>();

    NotifyingRoom(NotifierMaker maker, Capabilities capabilities) {
        neighbours = new Neighbours(capabilities.guestAddressWidth());
        made = Made.by(() -> maker.make(neighbours.contexts(), neighbours.walk(), neighbours.memory()));
    }

    @Override
    public Answer on(Stimulus stimulus) {
        if (!RoomKind.NOTIFIER.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room NOTIFIER has no step " + stimulus);
        }
        switch (stimulus) {
            case RoomCall.ContextIs fact -> neighbours.learn(fact);
            case RoomCall.LeafIs fact -> neighbours.learn(fact);
            case RoomCall.NothingAt fact -> neighbours.learn(fact);
            case RoomCall.NoMemory fact -> neighbours.learn(fact);
            case RoomCall call -> {
                return made.failure() != null ? made.failure() : guarded(call);
            }
            default -> { }
        }
        return new Answer.Done();
    }

    private Answer guarded(RoomCall call) {
        neighbours.calls().open();
        Answer answer = Guard.call(() -> answer(call));
        neighbours.calls().close();
        return neighbours.calls().breach().<Answer>map(broken -> broken).orElse(answer);
    }

    private Answer answer(RoomCall call) {
        MappingNotifier room = made.room();
        return switch (call) {
            case RoomCall.Join c -> {
                beliefs.put(c.listener().id(), new Belief());
                yield wishes(room.add(c.listener()));
            }
            case RoomCall.Leave c -> wishes(room.remove(c.listener()));
            case RoomCall.Replay c -> told(() -> room.replay(c.listener()));
            case RoomCall.CarriedOut c -> told(() -> room.invalidated(c.command()));
            case RoomCall.DropDeviceTlb c -> told(() -> room.deviceTlbInvalidated(c.source(), c.start(), c.size()));
            case RoomCall.ChangeUnit c -> told(() -> room.unitChanged(c.translating(), c.root()));
            case RoomCall.Serve c -> {
                room.served(c.listener().source(), c.domain());
                yield new Answer.Done();
            }
            case RoomCall.ViewOf c -> beliefs.getOrDefault(c.listener(), new Belief()).of(c.page());
            default -> throw new IllegalArgumentException("no call of a notifier: " + call);
        };
    }

    private static Answer wishes(Set<Wish> union) {
        if (union == null) {
            return new Answer.Broken(Breach.NULL, "the set of wishes is null");
        }
        Set<Wish> taken = EnumSet.noneOf(Wish.class);
        int left = Wish.values().length;
        for (Wish wish : union) {
            if (wish == null) {
                return new Answer.Broken(Breach.NULL, "a wish is null");
            }
            if (left-- == 0) {
                return new Answer.Broken(Breach.MALFORMED, "more wishes than there are");
            }
            taken.add(wish);
        }
        return new RoomAnswer.Wishes(taken);
    }

    private Answer told(Supplier<List<Event>> call) {
        List<Event> events = call.get();
        Answer answer = ToldCodec.taken(events, neighbours.calls().close());
        if (answer instanceof RoomAnswer.Told told) {
            told.events().forEach(event -> beliefs.computeIfAbsent(event.to().id(), none -> new Belief()).take(event));
        }
        return answer;
    }
}
