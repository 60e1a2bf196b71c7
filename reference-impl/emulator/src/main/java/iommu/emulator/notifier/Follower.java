package iommu.emulator.notifier;

import iommu.arch.DomainId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One listener, and what it is told. Before its first replay it is told nothing at all. */
abstract sealed class Follower permits MapFollower, DropFollower {

    private final Listener listener;
    private Optional<Reading> reading = Optional.empty();

    Follower(Listener listener) {
        this.listener = listener;
    }

    Listener listener() {
        return listener;
    }

    boolean started() {
        return reading.isPresent();
    }

    /** What its source's context entry said when it counted last. */
    Optional<Reading> reading() {
        return reading;
    }

    boolean isIn(Mode mode) {
        return reading.filter(r -> r.mode() == mode).isPresent();
    }

    /** Tells the mode if it is news. */
    void enter(Reading now, List<Event> events) {
        if (!isIn(now.mode())) {
            events.add(new Event.ModeChanged(listener, now.mode()));
        }
        reading = Optional.of(now);
    }

    /** Tells what it has not been told, and no more. */
    abstract void replay(Reading now, List<Event> events);

    /** What the context entry says may be news, and all that was read through the old one. */
    abstract void reread(Reading now, List<Event> events);

    /** An invalidation of the IOTLB covers this block under a domain of this follower. */
    abstract void invalidated(Range block, List<Event> events);

    /** Under which domain-ids it may hold anything. */
    abstract Set<DomainId> domains();
}
