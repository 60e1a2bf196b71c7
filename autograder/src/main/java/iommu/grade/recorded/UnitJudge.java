package iommu.grade.recorded;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.RunJudge;
import iommu.grade.told.ToldRooms;
import iommu.grade.unit.UnitThrift;
import iommu.grade.unit.Watch;
import iommu.grade.unit.WatchedRooms;
import iommu.probe.NeighbourPort;
import iommu.scenario.Plan;
import java.util.List;
import java.util.Optional;

/** Judges a run of a unit beside recorded rooms; from a call on that none of them has an answer to, it says nothing. */
final class UnitJudge implements RunJudge {

    private final Plan plan;
    private final UnitCase known;
    private final RecordedJudge outside;
    private final ToldRooms rooms;
    private final WatchedRooms watched;
    private final Optional<UnitThrift> thrift;

    /** @param book of the rooms of the case */
    UnitJudge(Plan plan, UnitCase known, ToldRooms.Book book) {
        this.plan = plan;
        this.known = known;
        outside = new RecordedJudge(plan, known.outside());
        rooms = new ToldRooms(book, plan.capacity());
        watched = new WatchedRooms(rooms, Watch.of(known.judged()));
        thrift = UnitThrift.of(known.judged());
    }

    @Override
    public Optional<NeighbourPort> neighbours() {
        return Optional.of(watched);
    }

    @Override
    public Optional<String> gap() {
        return rooms.gap();
    }

    @Override
    public Optional<String> silence() {
        return outside.silence().or(rooms::gap);
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        if (silence().isPresent()) {
            return Optional.empty();
        }
        return outside.judge(step, answer).map(seen -> worded(plan.steps().get(step).stimulus(), seen.instead()))
                .or(() -> used(step, answer).or(watched::objection).map(why -> new Objection(why, List.of())));
    }

    private static Objection worded(Stimulus step, List<String> allowed) {
        String all = String.join(", or ", allowed);
        return new Objection(switch (step) {
            case Stimulus.Dma request -> "of this request may become " + all;
            case Stimulus.RegisterRead read -> "after all that was written and recorded the register reads " + all;
            default -> "what the rooms asked for was, in this order: " + all;
        }, allowed);
    }

    private Optional<String> used(int step, Answer answer) {
        return switch (plan.steps().get(step).stimulus()) {
            case Stimulus.Dma(DmaRequest request) when answer instanceof Answer.Dma(DmaOutcome outcome) ->
                thrift.flatMap(t -> t.request(request, outcome, watched.calls(), known.translating().contains(step)));
            case Stimulus.RegisterRead read -> thrift.flatMap(t -> t.read(watched.calls()));
            case RoomCall.OutsideOf asked -> Optional.empty();
            default -> {
                thrift.ifPresent(UnitThrift::forget);
                yield Optional.empty();
            }
        };
    }
}
