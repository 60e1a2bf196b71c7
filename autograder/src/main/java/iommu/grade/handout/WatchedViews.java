package iommu.grade.handout;

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
import iommu.grade.judge.TablesInUse;
import iommu.grade.judge.TableUse;
import iommu.grade.recorded.Moment;
import iommu.grade.recorded.Moment.Asked;
import iommu.grade.recorded.Moment.Fact;
import iommu.grade.recorded.PageMap;
import iommu.oracle.UnitViews;
import iommu.scenario.Plan;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The oracle's answers to a law of rooms that tell listeners; and whatever is asked is written down, for all pages. */
final class WatchedViews implements DeviceViews, TableUse {

    private static final List<Access> ACCESSES = List.of(Access.READ, Access.WRITE);
    private static final int SAMPLES = 2;

    private final UnitViews views;
    private final TablesInUse tables = new TablesInUse();
    private final NavigableSet<Iova> borders;
    private final Set<Iova> samples = new LinkedHashSet<>();
    private final Set<Fact> facts = EnumSet.noneOf(Fact.class);
    private final Map<SourceId, Set<Mode>> modes = new HashMap<>();
    private final Map<Asked, PageMap> maps = new HashMap<>();
    private boolean asked;

    WatchedViews(Plan plan) {
        views = new UnitViews(plan.capabilities());
        borders = PageBorders.of(plan);
        Random random = new Random(0);
        for (Iova first : borders) {
            Iova next = borders.higher(first);
            long pages = (next == null ? -first.value() : next.value() - first.value()) >>> 12;
            samples.add(first.plus(pages - 1 << 12));
            random.longs(SAMPLES, 0, pages).forEach(page -> samples.add(first.plus(page << 12)));
        }
    }

    /** What was asked since the last moment. */
    Optional<Moment> moment() {
        Optional<Moment> moment = asked ? Optional.of(new Moment(facts, views.silence(), modes, maps)) : Optional.empty();
        asked = false;
        facts.clear();
        modes.clear();
        maps.clear();
        return moment;
    }

    private boolean fact(Fact fact, boolean holds) {
        asked = true;
        if (holds) {
            facts.add(fact);
        }
        return holds;
    }

    @Override
    public void prepare(Collection<SourceId> sources, Collection<Iova> pages) {
        asked = true;
        views.prepare(sources, borders);
        views.prepare(sources, samples);
        sources.forEach(source -> {
            modes.put(source, views.modes(source));
            ACCESSES.forEach(access -> map(source, access));
        });
    }

    private void map(SourceId source, Access access) {
        maps.computeIfAbsent(new Asked(source, access), which -> {
            NavigableMap<Iova, Set<DmaOutcome>> pieces = new TreeMap<>();
            for (Iova first : borders) {
                Set<DmaOutcome> here = views.view(source, first, access);
                if (pieces.isEmpty() || !new PageMap(pieces).at(first).equals(here)) {
                    pieces.put(first, here);
                }
            }
            return sound(new PageMap(pieces), source, access);
        });
    }

    /** Borders may be missing: so some pages between them are looked at. */
    private PageMap sound(PageMap map, SourceId source, Access access) {
        for (Iova page : samples) {
            if (!map.at(page).equals(views.view(source, page, access))) {
                throw new IllegalStateException("no border before " + page + ", where a device fares otherwise");
            }
        }
        return map;
    }

    @Override
    public Set<DmaOutcome> view(SourceId source, Iova page, Access access) {
        asked = true;
        map(source, access);
        return views.view(source, page, access);
    }

    @Override
    public Set<Mode> modes(SourceId source) {
        return views.modes(source);
    }

    @Override
    public boolean quiescent() {
        return fact(Fact.QUIESCENT, views.quiescent());
    }

    @Override
    public Optional<String> silence() {
        return views.silence();
    }

    @Override
    public boolean change(RoomCall call) {
        return fact(Fact.NEW_TABLE, tables.change(call));
    }

    @Override
    public boolean inUse(Gpa page) {
        return fact(Fact.TABLE, tables.inUse(page));
    }

    @Override
    public boolean mayBeCached(Gpa page) {
        return fact(Fact.CACHED, tables.mayBeCached(page));
    }

    @Override
    public void on(Stimulus step) {
        views.on(step);
    }

    @Override
    public void carryOut(Invalidation command) {
        views.carryOut(command);
    }

    @Override
    public void programme(boolean translating, long rtaddr) {
        views.programme(translating, rtaddr);
    }

    @Override
    public void follow(SourceId source) {
        views.follow(source);
    }
}
