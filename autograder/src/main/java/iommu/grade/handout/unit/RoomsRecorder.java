package iommu.grade.handout.unit;

import iommu.arch.FaultReason;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.told.RecordedRooms.Edge;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.probe.CaseMemory;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rooms whose answers depend on earlier calls. Units of every {@link Habit} run through the case; then from each state that
 * a room was in at a step whatever any unit asks at that step is asked.
 */
final class RoomsRecorder {

    /** So many calls are made on the way from a state: who records a fault asks for the status, or shows it, next. */
    private static final int DEPTH = 2;
    /** So many of the states that were found so are asked more at the next step. */
    private static final int CARRIED = 24;
    /** So many states of another room are shown to registers in one step. */
    private static final int SHOWN = 80;

    private final Plan plan;
    private final CaseMemory memory;
    private final boolean isLong;
    private final Map<Kind, StateBook> books = new EnumMap<>(Kind.class);
    private final List<StepNotes> notes;
    private Optional<Stimulus> told = Optional.empty();

    /**
     * A recorder that has recorded nothing.
     *
     * @param memory as it is at the step that is widened
     * @param isLong more than one call is only made from the states of the reference's own unit
     */
    RoomsRecorder(Plan plan, CaseMemory memory, boolean isLong) {
        this.plan = plan;
        this.memory = memory;
        this.isLong = isLong;
        RoomStates states = new RoomStates();
        for (Kind kind : Kind.values()) {
            books.put(kind, new StateBook(kind, states, memory));
        }
        notes = IntStream.range(0, plan.steps().size()).mapToObj(i -> new StepNotes()).toList();
    }

    /** A unit of this habit runs through the case. */
    void run(Habit habit) {
        RoomTape tape = new RoomTape(new TrustedRooms(plan), books, notes);
        RoomDriver unit = RoomDriver.unit(LegacyUnit::new, plan.capabilities(), new NeighbourPort() {
            @Override
            public void step(Stimulus step) {
                tape.step(step);
            }

            @Override
            public Answer call(Stimulus call) throws ProtocolException {
                return habit.call(call, tape);
            }
        });
        for (Step step : plan.steps()) {
            unit.on(step.stimulus());
        }
    }

    /** What was seen in each step. */
    List<StepNotes> notes() {
        return notes;
    }

    List<Edge> edges(Kind kind) {
        return books.get(kind).edges();
    }

    /**
     * Asks more from the states that rooms were in at this step.
     *
     * @param version how many stores there were
     * @param reasons with which a request might be blocked here @param likely those that tables or the law name
     */
    void widen(int step, int version, Set<FaultReason> reasons, Set<FaultReason> likely) {
        StepNotes seen = notes.get(step);
        Stimulus stimulus = plan.steps().get(step).stimulus();
        Set<Stimulus> faults = new LinkedHashSet<>();
        Set<Stimulus> queues = new LinkedHashSet<>();
        Set<Stimulus> ofFaults = new LinkedHashSet<>(seen.calls(Kind.FAULTS));
        ofFaults.addAll(Strays.ofFaults(stimulus, reasons, likely));
        widen(Kind.FAULTS, step, ofFaults, version, faults);
        Set<Stimulus> ofQueue = new LinkedHashSet<>(seen.calls(Kind.QUEUE));
        ofQueue.addAll(Strays.ofQueue(stimulus, seen.calls(Kind.QUEUE), told));
        widen(Kind.QUEUE, step, ofQueue, version, queues);
        seen.calls(Kind.QUEUE).stream().filter(RoomCall.UpdateQueue.class::isInstance).findFirst().ifPresent(call -> told = Optional.of(call));
        Set<Stimulus> ofRegisters = new LinkedHashSet<>(seen.calls(Kind.REGISTERS));
        queues.stream().limit(SHOWN).forEach(ofRegisters::add);
        faults.stream().limit(SHOWN).forEach(ofRegisters::add);
        ofRegisters.addAll(Strays.ofRegisters());
        widen(Kind.REGISTERS, step, ofRegisters, version, new LinkedHashSet<>());
    }

    private void widen(Kind kind, int step, Set<Stimulus> calls, int version, Set<Stimulus> shown) {
        Set<Integer> known = new LinkedHashSet<>(notes.get(step).states(kind));
        int first = known.iterator().next();
        Set<Integer> frontier = new LinkedHashSet<>(known);
        for (int i = 0; i < DEPTH; i++) {
            Set<Integer> next = new LinkedHashSet<>();
            for (int state : frontier) {
                Set<Integer> reached = new LinkedHashSet<>();
                calls.forEach(call -> reached.add(asked(kind, state, version, call, shown)));
                if (!isLong || i > 0 || state == first) {
                    next.addAll(reached);
                }
            }
            next.removeAll(known);
            known.addAll(next);
            frontier = next;
        }
        if (!isLong && step + 1 < notes.size()) {
            known.stream().limit(CARRIED).forEach(state -> notes.get(step + 1).saw(kind, state));
        }
    }

    /** @return the state that it leads to */
    private int asked(Kind kind, int state, int version, Stimulus call, Set<Stimulus> shown) {
        StateBook book = books.get(kind);
        Edge edge = book.edge(state, version, call).orElseGet(() -> {
            UnitPort.Rooms rooms = alone(kind, book.room(state));
            Answer answer = said(rooms, call);
            int after = book.state(rooms);
            book.add(state, version, call, answer, after);
            return new Edge(state, version, call, answer, after);
        });
        switch (edge.answer()) {
            case RoomAnswer.Faults(var status) -> shown.add(new RoomCall.ShowFaults(status));
            case RoomAnswer.Queue(var status) -> shown.add(new RoomCall.ShowQueue(status));
            default -> { }
        }
        return edge.to();
    }

    private Answer said(UnitPort.Rooms rooms, Stimulus call) {
        try {
            return new TrustedRooms(rooms, memory).call(call);
        } catch (ProtocolException e) {
            throw new IllegalStateException("a call that was made before", e);
        }
    }

    private static UnitPort.Rooms alone(Kind kind, Object room) {
        return switch (kind) {
            case FAULTS -> new UnitPort.Rooms(null, null, null, (FaultLog) room, null, null);
            case REGISTERS -> new UnitPort.Rooms(null, null, null, null, (RegisterFile) room, null);
            case QUEUE -> new UnitPort.Rooms(null, null, null, null, null, (InvalidationQueue) room);
        };
    }
}
