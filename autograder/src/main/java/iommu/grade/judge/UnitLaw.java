package iommu.grade.judge;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.grade.judge.UnitNeighbours.Watch;
import iommu.grade.labs.Judged;
import iommu.oracle.RunRelation;
import iommu.probe.NeighbourPort;
import iommu.probe.RoomDriver;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The law of lab 11, seen from outside. Requests may end as the oracle's set says. All else is what the trusted rooms make
 * of it: a twin out of the same rooms takes the same register writes, and has recorded just the faults that the judged
 * unit has answered with; registers must read, and what reaches beyond the unit must be, as with the twin.
 */
final class UnitLaw implements RunRelation {

    private static final int GSTS = 0x1C;
    private static final long TES = 0x8000_0000L;

    private final UnitSets sets;
    private final UnitNeighbours neighbours;
    private final Optional<UnitThrift> thrift;
    private final UnitNeighbours twinRooms;
    private final RoomDriver twin;
    private final List<Effect> owed = new ArrayList<>();
    private int steps;

    private UnitLaw(Plan plan, UnitSets sets, Watch watch, Optional<UnitThrift> thrift) {
        this.sets = sets;
        this.thrift = thrift;
        neighbours = new UnitNeighbours(plan, watch);
        twinRooms = new UnitNeighbours(plan);
        twin = RoomDriver.unit(LegacyUnit::new, plan.capabilities(), twinRooms);
    }

    /** Begins run after run of one case. @param judged how the rooms are used may be judged, too */
    static Supplier<RunRelation> of(Plan plan, Judged judged) {
        AtomicReference<UnitSets> found = new AtomicReference<>();
        return () -> of(plan, found.updateAndGet(sets -> sets == null ? UnitSets.of(plan) : sets), judged);
    }

    private static UnitLaw of(Plan plan, UnitSets sets, Judged judged) {
        return switch (judged) {
            case FILLS -> new UnitLaw(plan, sets, Watch.FILLS, Optional.empty());
            case PROMISES -> new UnitLaw(plan, sets, Watch.PROMISES, Optional.empty());
            case REUSE -> new UnitLaw(plan, sets, Watch.NOTHING, Optional.of(new UnitThrift(UnitThrift.Topic.REUSE)));
            case QUIET -> new UnitLaw(plan, sets, Watch.NOTHING, Optional.of(new UnitThrift(UnitThrift.Topic.QUIET)));
            default -> new UnitLaw(plan, sets, Watch.NOTHING, Optional.empty());
        };
    }

    /** The rooms of the judged unit. */
    NeighbourPort neighbours() {
        return neighbours;
    }

    @Override
    public Optional<String> silence() {
        return sets.silence();
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        steps++;
        Optional<String> objection = switch (step) {
            case Stimulus.Dma(DmaRequest request) -> answer instanceof Answer.Dma(DmaOutcome outcome)
                    ? request(step, request, outcome) : Optional.of("no outcome: " + answer);
            case Stimulus.RegisterRead read -> read(read, answer);
            case RoomCall.OutsideOf asked -> outside(answer);
            default -> {
                tell(step);
                yield Optional.empty();
            }
        };
        return objection.or(neighbours::objection);
    }

    private void tell(Stimulus step) {
        thrift.ifPresent(UnitThrift::forget);
        twin.on(step);
        collect();
    }

    private void collect() {
        if (twin.on(new RoomCall.OutsideOf()) instanceof RoomAnswer.Effects(List<Effect> effects)) {
            owed.addAll(effects);
        }
    }

    private Optional<String> request(Stimulus step, DmaRequest request, DmaOutcome outcome) {
        Set<Answer> allowed = sets.allowed().get(steps - 1);
        if (!allowed.isEmpty() && !allowed.contains(new Answer.Dma(outcome))) {
            return Optional.of("of this request may become " + words(step, allowed));
        }
        if (outcome instanceof DmaOutcome.Blocked(var reason, boolean silent) && !silent) {
            owed.addAll(twinRooms.rooms().faults().record(new FaultRecord(request.source(), request.pasid(),
                    request.address().alignedTo(4096), request.access(), request.kind(), reason,
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), false))));
            twinRooms.rooms().registers().show(twinRooms.rooms().faults().status());
        }
        boolean translating = (twinRooms.rooms().registers().read(GSTS, 4) & TES) != 0;
        return thrift.flatMap(t -> t.request(request, outcome, neighbours.calls(), translating));
    }

    private static String words(Stimulus step, Set<Answer> allowed) {
        return allowed.stream().map(a -> Outcome.describe(step, a)).collect(Collectors.toCollection(LinkedHashSet::new)).stream()
                .collect(Collectors.joining(", or "));
    }

    private Optional<String> read(Stimulus.RegisterRead read, Answer answer) {
        Answer wanted = twin.on(read);
        if (!wanted.equals(answer)) {
            return Optional.of("after all that was written and recorded the register reads " + Outcome.describe(read, wanted));
        }
        return thrift.flatMap(t -> t.read(neighbours.calls()));
    }

    private Optional<String> outside(Answer answer) {
        RoomAnswer.Effects wanted = new RoomAnswer.Effects(owed);
        owed.clear();
        return wanted.equals(answer) ? Optional.empty()
                : Optional.of("what the rooms asked for was, in this order: " + Outcome.describe(new RoomCall.OutsideOf(), wanted));
    }
}
