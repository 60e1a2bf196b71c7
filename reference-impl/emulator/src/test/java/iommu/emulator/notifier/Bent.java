package iommu.emulator.notifier;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.MappingNotifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The reference with one thing wrong: a subclass says what. */
class Bent implements MappingNotifier {

    final MappingNotifier right;
    final Set<Listener> listeners = new LinkedHashSet<>();

    Bent(MappingNotifier right) {
        this.right = right;
    }

    /** What becomes of the events of a call. @param cause the command, or null for any other call */
    List<Event> bend(Invalidation cause, List<Event> events) {
        return events;
    }

    static List<Event> without(List<Event> events, Class<? extends Event> kind) {
        return events.stream().filter(event -> !kind.isInstance(event)).toList();
    }

    static List<Event> plus(List<Event> events, List<Event> more) {
        List<Event> all = new ArrayList<>(events);
        all.addAll(more);
        return all;
    }

    @Override
    public Set<Wish> add(Listener listener) {
        listeners.add(listener);
        return right.add(listener);
    }

    @Override
    public Set<Wish> remove(Listener listener) {
        listeners.remove(listener);
        return right.remove(listener);
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        return bend(command, right.invalidated(command));
    }

    @Override
    public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
        return bend(null, right.deviceTlbInvalidated(source, start, size));
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root) {
        return bend(null, right.unitChanged(translating, root));
    }

    @Override
    public void served(SourceId source, DomainId domain) {
        right.served(source, domain);
    }

    @Override
    public List<Event> replay(Listener listener) {
        return bend(null, right.replay(listener));
    }
}
