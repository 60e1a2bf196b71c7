package lab10;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import java.util.List;
import java.util.Set;

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

    /**
     * @param memory  as the processor sees it: every store is in it before {@link #stored} is called
     * @param map     what of it is memory that devices may reach
     * @param follows which paging tables may be trapped, {@link Shadowing#OFF} is none and refused
     */
    public TrapTables(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows) {
        this.map = map;
    }

    /**
     * @throws IllegalArgumentException if there is a listener of this id, or this one has no wish MAP
     */
    @Override
    public List<Event> add(Listener listener) {
        throw new Todo("10");
    }

    @Override
    public void remove(Listener listener) {
        throw new Todo("10");
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root, TableMode mode, boolean separateRights) {
        throw new Todo("10");
    }

    @Override
    public List<Event> stored(Gpa at, int size) {
        throw new Todo("10");
    }

    /** Nothing: everything has been told at the store. */
    @Override
    public List<Event> invalidated(Invalidation command) {
        throw new Todo("10");
    }

    /** A view, which changes with every step. */
    @Override
    public Set<Gpa> trapped() {
        throw new Todo("10");
    }
}
