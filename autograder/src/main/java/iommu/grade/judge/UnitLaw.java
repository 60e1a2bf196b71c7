package iommu.grade.judge;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.labs.Judged;
import iommu.grade.unit.UnitThrift;
import iommu.grade.unit.Watch;
import iommu.grade.unit.WatchedRooms;
import iommu.oracle.RunRelation;
import iommu.probe.NeighbourPort;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The law of lab 11, seen from outside. Requests may end as the oracle's set says. All else is what the trusted rooms make
 * of it: registers must read, and what reaches beyond the unit must be, as with a {@linkplain UnitTwin twin}.
 */
final class UnitLaw implements RunRelation {

    private final UnitSets sets;
    private final WatchedRooms neighbours;
    private final Optional<UnitThrift> thrift;
    private final UnitTwin twin;
    private int steps;

    private UnitLaw(Plan plan, UnitSets sets, Judged judged) {
        this.sets = sets;
        thrift = UnitThrift.of(judged);
        neighbours = new WatchedRooms(new TrustedRooms(plan), Watch.of(judged));
        twin = new UnitTwin(plan);
    }

    /** Begins run after run of one case. @param judged how the rooms are used may be judged, too */
    static Supplier<RunRelation> of(Plan plan, Judged judged) {
        AtomicReference<UnitSets> found = new AtomicReference<>();
        return () -> new UnitLaw(plan, found.updateAndGet(sets -> sets == null ? UnitSets.of(plan) : sets), judged);
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
                thrift.ifPresent(UnitThrift::forget);
                twin.tell(step);
                yield Optional.empty();
            }
        };
        return objection.or(neighbours::objection);
    }

    private Optional<String> request(Stimulus step, DmaRequest request, DmaOutcome outcome) {
        Set<Answer> allowed = sets.allowed().get(steps - 1);
        if (!allowed.isEmpty() && !allowed.contains(new Answer.Dma(outcome))) {
            return Optional.of("of this request may become " + words(step, allowed));
        }
        twin.ended(request, outcome);
        return thrift.flatMap(t -> t.request(request, outcome, neighbours.calls(), twin.translating()));
    }

    private static String words(Stimulus step, Set<Answer> allowed) {
        return allowed.stream().map(a -> Outcome.describe(step, a)).collect(Collectors.toCollection(LinkedHashSet::new)).stream()
                .collect(Collectors.joining(", or "));
    }

    private Optional<String> read(Stimulus.RegisterRead read, Answer answer) {
        Answer wanted = twin.read(read);
        if (!wanted.equals(answer)) {
            return Optional.of("after all that was written and recorded the register reads " + Outcome.describe(read, wanted));
        }
        return thrift.flatMap(t -> t.read(neighbours.calls()));
    }

    private Optional<String> outside(Answer answer) {
        RoomAnswer.Effects wanted = twin.outside();
        return wanted.equals(answer) ? Optional.empty()
                : Optional.of("what the rooms asked for was, in this order: " + Outcome.describe(new RoomCall.OutsideOf(), wanted));
    }
}
