package iommu.emulator.told;

import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The guest's tables are more, or other, than can be followed for some listeners. The room has let these go, and what
 * they have mapped is no longer kept true: whoever holds the room must block their devices. All others are followed as
 * before; what they must be told is in {@link #events}.
 */
public final class FollowLimitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Map<Listener, String> reasons;
    private final transient List<Event> events;

    /** @param reasons who was let go, and why @param events what everybody else is told */
    public FollowLimitException(Map<Listener, String> reasons, List<Event> events) {
        super(reasons.entrySet().stream()
                .map(e -> "listener " + e.getKey().id() + " of " + e.getKey().source() + " can't be followed: " + e.getValue())
                .collect(Collectors.joining("; ")));
        this.reasons = reasons;
        this.events = List.copyOf(events);
    }

    /** Who was let go, and the limit that each of them ran into, as a part of a sentence. */
    public Map<Listener, String> reasons() {
        return reasons;
    }

    /** What everybody else must be told of the same step. */
    public List<Event> events() {
        return events;
    }
}
