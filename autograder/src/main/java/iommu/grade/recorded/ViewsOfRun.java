package iommu.grade.recorded;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import iommu.grade.judge.TableUse;
import iommu.grade.recorded.Moment.Asked;
import iommu.grade.recorded.Moment.Fact;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was recorded of a case, as its law asks for it: it goes on by {@link #at} alone, and what it is told it knew when it was
 * recorded. What was not recorded ends all judging.
 */
final class ViewsOfRun implements DeviceViews, TableUse {

    private final RecordedViews recorded;
    private Optional<Moment> now = Optional.empty();
    private Optional<String> gap = Optional.empty();

    ViewsOfRun(RecordedViews recorded) {
        this.recorded = recorded;
    }

    /** The run comes to this step of the plan. */
    void at(int step) {
        now = Optional.ofNullable(recorded.moments().get(step));
    }

    /** Whether more was asked than was recorded: then nothing that a law says counts. */
    boolean isGap() {
        return gap.isPresent();
    }

    private boolean holds(Fact fact) {
        return moment().facts().contains(fact);
    }

    private Moment moment() {
        return now.orElseGet(() -> {
            missing();
            return new Moment(Set.of(), gap, Map.of(), Map.of());
        });
    }

    private void missing() {
        gap = Optional.of("more is asked here than was written down");
    }

    @Override
    public Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
        PageMap map = moment().views().get(new Asked(source, access));
        if (map == null) {
            missing();
            return Set.of();
        }
        return map.at(page);
    }

    @Override
    public Set<Mode> modes(SourceId source) {
        Set<Mode> modes = moment().modes().get(source);
        if (modes == null) {
            missing();
            return Set.of();
        }
        return modes;
    }

    @Override
    public boolean quiescent() {
        return holds(Fact.QUIESCENT);
    }

    @Override
    public Optional<String> silence() {
        return gap.or(() -> now.flatMap(Moment::silence));
    }

    @Override
    public boolean change(RoomCall call) {
        return holds(Fact.NEW_TABLE);
    }

    @Override
    public boolean inUse(Gpa page) {
        return holds(Fact.TABLE);
    }

    @Override
    public boolean mayBeCached(Gpa page) {
        return holds(Fact.CACHED);
    }

    @Override
    public void on(Stimulus step) {
    }

    @Override
    public void carryOut(Invalidation command) {
    }

    @Override
    public void programme(boolean translating, long rtaddr) {
    }

    @Override
    public void follow(SourceId source) {
    }

    @Override
    public void prepare(Collection<SourceId> sources, Collection<Iova> pages) {
    }
}
