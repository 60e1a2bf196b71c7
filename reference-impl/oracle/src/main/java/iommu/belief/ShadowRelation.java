package iommu.belief;

import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.List;
import java.util.Optional;

/**
 * The law of room 10 (§6.1, L7, L8): as {@link NotifierRelation}, and after <em>every</em> step, for whoever traps the
 * guest's stores need not wait for an invalidation. So what becomes present under CM=0 must be told at the store that
 * makes it so: from then on nothing else is allowed. What was present may be followed at the store or at the
 * invalidation, as both are allowed until then.
 */
public final class ShadowRelation extends ListenerRun {

    /**
     * A run that begins.
     *
     * @param law      of the unit, where nothing has happened yet
     * @param memory   what a piece may lead to
     * @param contract whether a page that did not change must be left alone, too (L6)
     */
    public ShadowRelation(DeviceViews law, MemoryMap memory, boolean contract) {
        super(law, memory, contract);
    }

    /** @throws IllegalArgumentException if it has no wish MAP: the seam takes no such listener */
    public Optional<String> added(Listener listener, List<Event> told) {
        if (!listener.wants(Wish.MAP)) {
            throw new IllegalArgumentException("listener " + listener.id() + " has no wish MAP");
        }
        views.add(listener);
        boolean mode = told.stream().anyMatch(e -> e instanceof Event.ModeChanged);
        return mode ? after(told) : Optional.of("listener " + listener.id() + " was not told the mode");
    }

    public void removed(Listener listener) {
        views.remove(listener);
    }

    /**
     * The call of the seam.
     *
     * @param rtaddr RTADDR: root table, TTM and SSIRWE (§11.4.5); means nothing if not {@code translating}
     */
    public Optional<String> unitChanged(boolean translating, long rtaddr, List<Event> told) {
        law.programme(translating, rtaddr);
        return after(told);
    }

    @Override
    Optional<String> after(List<Event> told) {
        return views.take(told).or(() -> views.compare());
    }
}
