package iommu.grade.handout.unit;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.grade.told.ToldRooms;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Trusted rooms of one run, of whose every call and state a note is taken. */
final class RoomTape implements NeighbourPort {

    private final TrustedRooms rooms;
    private final Map<Kind, StateBook> books;
    private final List<StepNotes> notes;
    private final Map<Kind, Integer> states = new EnumMap<>(Kind.class);
    private int step = -1;
    private int version;

    /** @param notes one for each step of the plan */
    RoomTape(TrustedRooms rooms, Map<Kind, StateBook> books, List<StepNotes> notes) {
        this.rooms = rooms;
        this.books = books;
        this.notes = notes;
        books.forEach((kind, book) -> states.put(kind, book.state(rooms.rooms())));
    }

    @Override
    public void step(Stimulus stimulus) {
        rooms.step(stimulus);
        version += ToldRooms.changesMemory(stimulus) ? 1 : 0;
        step++;
        states.forEach((kind, state) -> notes.get(step).saw(kind, state));
    }

    @Override
    public Answer call(Stimulus call) throws ProtocolException {
        Answer answer = rooms.call(call);
        Kind.of(call).ifPresentOrElse(kind -> took(kind, call, answer), () -> notes.get(step).asked(call));
        return answer;
    }

    private void took(Kind kind, Stimulus call, Answer answer) {
        int before = states.get(kind);
        int after = books.get(kind).state(rooms.rooms());
        states.put(kind, after);
        books.get(kind).add(before, version, call, answer, after);
        notes.get(step).asked(kind, call);
        notes.get(step).saw(kind, after);
    }
}
