package iommu.grade.handout.unit;

import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.RecordedRooms.Edge;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.probe.CaseMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The states of one room that were seen in a case, and what calls lead from one to another. */
final class StateBook {

    private record Place(int state, int memory, Stimulus call) {
    }

    private final Kind kind;
    private final RoomStates states;
    private final CaseMemory memory;
    private final Map<ByteBuffer, Integer> numbers = new HashMap<>();
    private final List<Object> rooms = new ArrayList<>();
    private final Map<Place, Edge> edges = new LinkedHashMap<>();

    /** @param memory that rooms read which are made of a state */
    StateBook(Kind kind, RoomStates states, CaseMemory memory) {
        this.kind = kind;
        this.states = states;
        this.memory = memory;
    }

    /** The one of these rooms that this book is about. */
    Object mine(UnitPort.Rooms all) {
        return switch (kind) {
            case FAULTS -> all.faults();
            case REGISTERS -> all.registers();
            case QUEUE -> all.queue();
        };
    }

    /** The state of a room, by its number. */
    int state(UnitPort.Rooms all) {
        Object room = mine(all);
        return numbers.computeIfAbsent(states.of(room), none -> {
            rooms.add(states.copy(room, memory));
            return rooms.size() - 1;
        });
    }

    /** A room in this state. */
    Object room(int state) {
        return states.copy(rooms.get(state), memory);
    }

    Optional<Edge> edge(int from, int version, Stimulus call) {
        return Optional.ofNullable(edges.get(place(from, version, call)));
    }

    void add(int from, int version, Stimulus call, Answer answer, int to) {
        Place place = place(from, version, call);
        Edge edge = new Edge(from, place.memory, call, answer, to);
        Edge known = edges.get(place);
        if (known == null && Wire.carries(call, answer)) {
            edges.put(place, edge);
        }
        if (known != null && !known.equals(edge)) {
            throw new IllegalStateException("a room in one state answers in two ways: " + known + " and " + edge);
        }
    }

    private static Place place(int from, int version, Stimulus call) {
        return new Place(from, Kind.readsMemory(call) ? version : 0, call);
    }

    List<Edge> edges() {
        return List.copyOf(edges.values());
    }
}
