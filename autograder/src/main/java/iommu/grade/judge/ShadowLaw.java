package iommu.grade.judge;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MemoryMap;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import iommu.belief.ShadowRelation;
import iommu.grade.labs.Judged;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The law of lab 10: after each store listeners believe what their devices may find. Two groups ask for more: that a store
 * costs little, and that a page which holds no table any more is let go.
 */
public final class ShadowLaw implements ListenerLaw {

    /** Reads that a store costs for each listener, if no table comes into use. */
    static final int READS_OF_A_STORE = 64;

    private final ShadowRelation relation;
    private final boolean data;
    private final boolean work;
    private final TableUse tables;
    private final Map<Integer, Listener> listeners = new HashMap<>();

    /**
     * The law of one run.
     *
     * @param plan   all of the case: the pages that it looks at are watched from the beginning
     * @param views  what devices may find in that run
     * @param tables what pages hold in that run
     */
    public ShadowLaw(Plan plan, Judged judged, DeviceViews views, TableUse tables) {
        this.tables = tables;
        relation = new ShadowRelation(views, MemoryMap.ALL, judged == Judged.TRAPS);
        data = judged == Judged.DATA;
        work = judged == Judged.TRAPS;
        Set<Iova> pages = new LinkedHashSet<>();
        for (Step step : plan.steps()) {
            if (step.stimulus() instanceof RoomCall.ViewOf(int listener, Iova page)) {
                pages.add(page.alignedTo(4096));
            }
        }
        pages.forEach(relation::interest);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (step instanceof RoomCall.TrappedAt(Gpa page) && answer instanceof RoomAnswer.Trapped(boolean yes)) {
            return data ? misplaced(page, yes) : Optional.empty();
        }
        return step instanceof RoomCall call && answer instanceof RoomAnswer.Told told ? told(call, told) : Optional.empty();
    }

    private Optional<String> told(RoomCall call, RoomAnswer.Told told) {
        boolean calm = !tables.change(call);
        if (work && call instanceof RoomCall.TrapStore && calm && told.calls() > READS_OF_A_STORE * listeners.size()) {
            return Optional.of("read memory " + told.calls() + " times for one store, where " + READS_OF_A_STORE
                    + " for each listener are enough");
        }
        return allowed(call, told.events());
    }

    private Optional<String> allowed(RoomCall call, List<Event> told) {
        return switch (call) {
            case RoomCall.Join(Listener listener) -> {
                listeners.put(listener.id(), listener);
                yield relation.added(listener, told);
            }
            case RoomCall.Leave(Listener listener) -> {
                listeners.remove(listener.id());
                relation.removed(listener);
                yield Optional.empty();
            }
            case RoomCall.ChangeUnit(boolean translating, Gpa root) -> relation.unitChanged(translating, root.value(), told);
            case RoomCall.CarriedOut(Invalidation command) -> relation.invalidated(command, told);
            case RoomCall.TrapStore(Gpa at, Entry128 value, int size) ->
                relation.judge(size == 8 ? new Stimulus.Store64(at, value.low()) : new Stimulus.Store128(at, value), told);
            default -> Optional.empty();
        };
    }

    private Optional<String> misplaced(Gpa page, boolean trapped) {
        if (tables.inUse(page)) {
            return trapped ? Optional.empty() : Optional.of("does not trap " + page + ", which a walk would read now");
        }
        return !trapped || tables.mayBeCached(page) ? Optional.empty()
                : Optional.of("traps " + page + ", to which nothing leads any more");
    }

    @Override
    public Optional<String> silence() {
        return relation.silence();
    }
}
