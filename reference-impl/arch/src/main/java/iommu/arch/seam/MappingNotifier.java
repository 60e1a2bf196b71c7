package iommu.arch.seam;

import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import java.util.List;
import java.util.Set;

/**
 * Room 08, {@code notifier}: what an external cache is told of the guest's mappings (§6.1). It knows nothing of what
 * a listener does with an event.
 */
public interface MappingNotifier {

    /** @return the union of all listeners' wishes from now on */
    Set<Wish> add(Listener listener);

    /** @return the union of all listeners' wishes from now on */
    Set<Wish> remove(Listener listener);

    /** The guest has invalidated. */
    List<Event> invalidated(Invalidation command);

    /** How the unit treats a source's requests has changed: UNMAP all, then the mode, then a replay. */
    List<Event> changed(SourceId source, Mode mode);

    /** Every live mapping of the listener's source, each once. */
    List<Event> replay(Listener listener);

    /** @param id chosen by the caller, unique */
    record Listener(int id, SourceId source, Set<Wish> wishes) {
        public Listener {
            wishes = Set.copyOf(wishes);
        }
    }

    /** The kinds of event a listener may ask for. */
    enum Wish {
        MAP, UNMAP, DEVICE_TLB
    }

    /** How the unit treats a source's requests. */
    enum Mode {
        TRANSLATED, IDENTITY, BLOCKED
    }

    /** One thing that one listener is told. */
    sealed interface Event {

        record Mapped(Listener to, Mapping page) implements Event {
        }

        /** @param size in bytes, a power of two; {@code start} is a multiple of it */
        record Unmapped(Listener to, Iova start, long size) implements Event {
        }

        record ModeChanged(Listener to, Mode mode) implements Event {
        }
    }
}
