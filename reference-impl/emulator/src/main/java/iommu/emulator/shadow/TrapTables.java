package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.emulator.told.FollowLimitException;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.told.Unfollowable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps listeners true to the tables as the processor sees them, by trapping stores to every page of them (§6.1).
 *
 * <pre>
 *   store ─&gt; page ─&gt; its uses ─┬─ root, context, PASID entry of a source ─&gt; follow its road anew
 *                              └─ paging table in one place ─&gt; read again what lies under the stored entry
 *                                                                   └─&gt; what differs from what was told ─&gt; events
 * </pre>
 *
 * <p><b>Every change is applied at the store</b>, not at the invalidation that may follow. So a listener's view is at all
 * times what a walk would find that starts from the root now and reads what the processor last stored. Such a walk is
 * always allowed: no unit is bound to cache anything (§6.2), and one that doesn't snoop may still see the newest value of
 * every line (§3.10). It holds for a store that leaves an entry half written, which a unit may read just so. Therefore
 * invalidations have nothing to do here, and <b>old tables need not stay trapped</b> while a cache might still remember
 * them: a table that nothing leads to from the root is out of the view, its page may be reused as data at once, and no
 * store to it can make the view wrong. Only a shadow that waits for invalidations, and so shows what caches may remember,
 * would have to follow what these may remember.
 *
 * <p><b>The work for one store</b> is: a look at each use of its page; for each use whose entry now leads elsewhere, eight
 * bytes read for each entry of each table that is newly in use under it, each table that fell out of use forgotten, and
 * the told mappings of the entry's addresses compared with those found. For each source with an entry of its own in the
 * page, at most 120 bytes of root, context and PASID entries are read. A table that is used in many places counts once
 * for each; the sum is bounded, so that tables that lead to themselves end there.
 *
 * <p>What the unit itself stores to tables, such as the status of a wait, must be said to {@link #stored} too.
 *
 * <p>The shadow only reads. It sets no accessed or dirty bits: an entry whose missing bit the unit could set counts as if
 * it were set, one whose missing bit it could not set maps nothing, or nothing for writes (§3.6.2, §3.7.2, §3.10).
 */
public final class TrapTables implements ShadowTables {

    private final MemoryMap map;
    private final Roads roads;
    private final FollowLimits limits;
    private final TrapIndex index = new TrapIndex();
    private final Map<Integer, Follower> followers = new TreeMap<>();
    private final Map<TrapKind, Long> traps = new EnumMap<>(TrapKind.class);
    private Unit unit = Unit.RESET;
    private long stores;

    /**
     * @param memory  as the processor sees it: every store is in it before {@link #stored} is called
     * @param map     what of it is memory that devices may reach
     * @param follows which paging tables may be trapped, {@link Shadowing#OFF} is none and refused
     */
    public TrapTables(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows) {
        demand(follows);
        this.map = map;
        roads = new Roads(memory, capabilities, follows);
        limits = FollowLimits.DEFAULT;
    }

    /** With limits of one's own. */
    public TrapTables(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows, FollowLimits limits) {
        demand(follows);
        this.map = map;
        this.roads = new Roads(memory, capabilities, follows);
        this.limits = limits;
    }

    private static void demand(Shadowing follows) {
        if (follows == Shadowing.OFF) {
            throw new IllegalArgumentException("a shadow that traps no tables follows nothing");
        }
    }

    /**
     * @throws IllegalArgumentException if there is a listener of this id, or this one has no wish MAP
     */
    @Override
    public List<Event> add(Listener listener) {
        if (followers.containsKey(listener.id())) {
            throw new IllegalArgumentException("there is a listener " + listener.id() + " already");
        }
        Follower follower = new Follower(listener, map, roads, index, limits);
        followers.put(listener.id(), follower);
        return each(List.of(follower), f -> f.follow(unit));
    }

    @Override
    public void remove(Listener listener) {
        Follower follower = followers.remove(listener.id());
        if (follower != null) {
            follower.leave();
        }
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
        unit = new Unit(translating, root, mode, separateRights);
        return each(List.copyOf(followers.values()), follower -> follower.follow(unit));
    }

    @Override
    public List<Event> stored(Gpa at, int size) {
        Bytes stored = new Bytes(at, size);
        List<Use> ofPage = index.of(stored.page());
        count(ofPage);
        Map<Follower, List<Use>> touched = ofPage.stream().filter(use -> use.isTouchedBy(stored))
                .collect(Collectors.groupingBy(Use::owner, LinkedHashMap::new, Collectors.toList()));
        return each(touched.keySet(), follower -> follower.stored(touched.get(follower), stored, unit));
    }

    /** Nothing: everything has been told at the store. */
    @Override
    public List<Event> invalidated(Invalidation command) {
        return List.of();
    }

    /** A view, which changes with every step. */
    @Override
    public Set<Gpa> trapped() {
        return index.pages();
    }

    /** How many stores have been trapped; of these kinds: how many went to a page that was, among other things, this, summed. */
    public long traps(TrapKind... kinds) {
        return kinds.length == 0 ? stores : Stream.of(kinds).mapToLong(kind -> traps.getOrDefault(kind, 0L)).sum();
    }

    private void count(List<Use> ofPage) {
        stores += ofPage.isEmpty() ? 0 : 1;
        ofPage.stream().map(Use::kind).distinct().forEach(kind -> traps.merge(kind, 1L, Long::sum));
    }

    /** One listener that can't be followed keeps nobody else from being told. */
    private List<Event> each(Collection<Follower> some, Function<Follower, List<Event>> step) {
        List<Event> events = new ArrayList<>();
        Map<Listener, String> reasons = new LinkedHashMap<>();
        for (Follower follower : some) {
            try {
                events.addAll(step.apply(follower));
            } catch (Unfollowable e) {
                remove(follower.listener());
                reasons.put(follower.listener(), e.getMessage());
            }
        }
        if (!reasons.isEmpty()) {
            throw new FollowLimitException(reasons, events);
        }
        return events;
    }
}
