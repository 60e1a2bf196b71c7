package iommu.belief;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The law of room 08 (§6.1, L5, L6): a listener that knows nothing but its events must not believe anything that a
 * device could not see for itself.
 *
 * <p>Each method takes one call of the seam with what the room answered, or one step of a whole unit with what was told
 * meanwhile; it gives why that is not allowed, or nothing. A run with an objection is over. Every event must be a proper
 * one. Whenever no invalidation is under way, a page that the run has touched may be for the listener (absent: blocked)
 * only what {@link DeviceViews#view} allows its source to find there; so it <em>is</em> that where only one outcome is
 * allowed. A listener with UNMAP and without MAP keeps what the unit has {@linkplain #answered answered} it, and must be told
 * to drop each answer that is not allowed any more. Of one with MAP and without UNMAP only the events are judged. Whoever was told a mode was told last one that its
 * source may be in.
 *
 * <p>It holds for listeners that {@code SafetyRelation} lets in. How a room cuts mappings into pieces is its own choice.
 */
public final class NotifierRelation extends ListenerRun {

    /**
     * A run that begins.
     *
     * @param law      of the unit, where nothing has happened yet
     * @param memory   what a piece may lead to
     * @param contract whether a page that did not change must be left alone, too (L6)
     */
    public NotifierRelation(DeviceViews law, MemoryMap memory, boolean contract) {
        super(law, memory, contract);
    }

    /** @param answer the union of all wishes */
    public Optional<String> added(Listener listener, Set<Wish> answer) {
        views.add(listener);
        return union(answer);
    }

    /** @param answer the union of all wishes */
    public Optional<String> removed(Listener listener, Set<Wish> answer) {
        views.remove(listener);
        return union(answer);
    }

    private Optional<String> union(Set<Wish> answer) {
        return answer.equals(views.wishes()) ? Optional.empty()
                : Optional.of("answered the wishes " + answer + ", they are " + views.wishes());
    }

    /** The listener has been told what is there. */
    public Optional<String> replayed(Listener listener, List<Event> told) {
        boolean others = told.stream().anyMatch(e -> !e.to().equals(listener));
        return others ? Optional.of("a replay told others than listener " + listener.id()) : after(told);
    }

    /**
     * A listener without MAP has asked the unit for a page, as its device would, and this was the answer. A room by itself
     * must have been told {@link iommu.arch.seam.MappingNotifier#served} under which domain-id it was found.
     */
    public void answered(Listener listener, Iova page, Access access, DmaOutcome answer) {
        views.answered(listener, page, access, answer);
    }

    /** The guest stores, and nobody is told: what was allowed before still is, until an invalidation (§6.1). */
    public void stored(Stimulus store) {
        law.on(store);
    }

    /**
     * A listener without MAP asks the unit for a page.
     *
     * @param frame what it is {@link #answered}, if that is allowed now; empty for the answer that is allowed, if there is but one
     */
    public void asks(Listener listener, Iova page, Access access, Optional<Gpa> frame) {
        Set<DmaOutcome> allowed = law.view(listener.source(), page, access);
        views.interest(page);
        allowed.stream().filter(outcome -> frame.map(f -> outcome.equals(new DmaOutcome.Translated(f.plus(page.offsetIn(4096)))))
                .orElse(allowed.size() == 1)).forEach(outcome -> answered(listener, page, access, outcome));
    }

    /** The call of the seam, of a unit in legacy mode. */
    public Optional<String> unitChanged(boolean translating, Gpa root, List<Event> told) {
        law.programme(translating, root.value());
        return after(told);
    }

    /** The call of the seam. @param size in bytes, 0 for all addresses */
    public Optional<String> deviceTlbInvalidated(SourceId source, Iova start, long size, List<Event> told) {
        Optional<String> other = told.stream().filter(e -> !(e instanceof Event.DeviceTlbInvalidated) || !e.to().source().equals(source))
                .findFirst().map(e -> "a device-TLB invalidation of " + source + " told " + e);
        return other.or(() -> after(told)).or(() -> views.dropped(source, start, size, told));
    }

    @Override
    Optional<String> after(List<Event> told) {
        return views.take(told).or(() -> law.quiescent() ? views.compare() : Optional.empty());
    }
}
