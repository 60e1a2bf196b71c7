package iommu.grade.told;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.RecordedRooms.Edge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A room whose answers depend on earlier calls: it goes from state to state as the recorded one did. */
final class RoomMachine {

    /** Where an edge begins. */
    private record Place(int state, int memory, Stimulus call) {
    }

    /** The edges of a room, for many runs. */
    static final class Edges {
        private final Map<Place, Edge> byPlace = new HashMap<>();

        Edges(List<Edge> edges) {
            edges.forEach(edge -> byPlace.put(new Place(edge.from(), edge.memory(), edge.call()), edge));
        }
    }

    private final Edges edges;
    private int state;

    /** Begins a run, in state 0. */
    RoomMachine(Edges edges) {
        this.edges = edges;
    }

    /** What the room says; empty if nobody has heard it say anything to that, here. */
    Optional<Answer> call(Stimulus call, int memory) {
        Edge edge = edges.byPlace.get(new Place(state, RecordedRooms.Kind.readsMemory(call) ? memory : 0, call));
        if (edge == null) {
            return Optional.empty();
        }
        state = edge.to();
        return Optional.of(edge.answer());
    }
}
