package iommu.grade.told;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.probe.NeighbourPort;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rooms beside a unit in one run of a case, as it was written down what they say. Once they are asked something else
 * nothing more can be said of the run: {@link #gap}.
 */
public final class ToldRooms implements NeighbourPort {

    /** What was written down, ready for many runs. */
    public static final class Book {
        private final RecordedRooms known;
        private final Map<Kind, RoomMachine.Edges> edges = new EnumMap<>(Kind.class);
        private final Map<CacheEntry, Integer> entries = new HashMap<>();

        public Book(RecordedRooms known) {
            this.known = known;
            known.machines().forEach((kind, all) -> edges.put(kind, new RoomMachine.Edges(all)));
            known.entries().forEach(entry -> entries.put(entry, entries.size()));
        }
    }

    private final RecordedRooms known;
    private final ToldCache cache;
    private final Map<Kind, RoomMachine> machines = new EnumMap<>(Kind.class);
    private int memory;
    private Optional<String> gap = Optional.empty();

    /** @param capacity entries in each of the caches */
    public ToldRooms(Book book, int capacity) {
        known = book.known;
        cache = new ToldCache(known, book.entries, capacity);
        book.edges.forEach((kind, edges) -> machines.put(kind, new RoomMachine(edges)));
    }

    /** What was asked that nobody has written down an answer to; empty if all was answered. */
    public Optional<String> gap() {
        return gap;
    }

    @Override
    public void step(Stimulus step) {
        memory += changesMemory(step) ? 1 : 0;
    }

    /** Whether tables can say something else behind this step. */
    public static boolean changesMemory(Stimulus step) {
        return step instanceof Stimulus.Store64 || step instanceof Stimulus.Store128 || step instanceof Stimulus.Readable;
    }

    @Override
    public Answer call(Stimulus call) {
        Optional<Answer> answer = gap.isPresent() ? Optional.empty() : answer(call);
        if (answer.isEmpty() && gap.isEmpty()) {
            gap = Optional.of("your unit calls " + SeamWords.of(call) + ", and no unit was heard to do that there. It may be right; often it is a "
                    + "mistake in what is given to the room");
        }
        return answer.orElse(new Answer.Broken(Answer.Breach.THREW, "it was not recorded"));
    }

    private Optional<Answer> answer(Stimulus call) {
        return Kind.of(call).map(kind -> machines.get(kind).call(call, memory)).orElseGet(() -> ofTables(call));
    }

    private Optional<Answer> ofTables(Stimulus call) {
        return switch (call) {
            case Stimulus.LookUpContext c -> lookedUp(c);
            case Stimulus.Walk c -> lookedUp(pageOf(c));
            case RoomCall.PerformOutside(Effect.StoreStatus status) ->
                known.statuses().contains(status.at()) ? Optional.of(new Answer.Done()) : Optional.empty();
            case RoomCall.PerformOutside c -> Optional.of(new Answer.Done());
            default -> cache.call(call);
        };
    }

    /** A walk finds the same for every address of a page. */
    public static Stimulus.Walk pageOf(Stimulus.Walk call) {
        return new Stimulus.Walk(call.start(), call.address().alignedTo(0x1000), call.access());
    }

    private Optional<Answer> lookedUp(Stimulus call) {
        return known.lookups().getOrDefault(call, List.of()).stream().filter(spell -> spell.from() <= memory && memory <= spell.to())
                .findFirst().map(RecordedRooms.Spell::answer);
    }
}
