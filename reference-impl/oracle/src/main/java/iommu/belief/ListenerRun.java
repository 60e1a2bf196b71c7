package iommu.belief;

import iommu.arch.Iova;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MemoryMap;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;

/**
 * A run of a room that tells listeners: what devices may find in the unit that it belongs to, and what each listener has
 * come to believe. The two such rooms differ in when a belief must be right.
 */
abstract sealed class ListenerRun permits NotifierRelation, ShadowRelation {

    final DeviceViews law;
    final ListenerViews views;

    /** @param contract whether a page that did not change must be left alone, too (L6) */
    ListenerRun(DeviceViews law, MemoryMap memory, boolean contract) {
        this.law = law;
        views = new ListenerViews(law, memory, contract);
    }

    /** What this step has told, and whether every belief that must be right by now is. */
    abstract Optional<String> after(List<Event> told);

    /** Why nothing is said of views any more; events are judged all the same. */
    public final Optional<String> silence() {
        return law.silence();
    }

    /** From now on the views of this page are looked at, as if a device had touched it. */
    public final void interest(Iova page) {
        views.interest(page);
    }

    /** From now on the views of where it ends are looked at, and of a page of its inside. */
    public final void interest(Piece leaf) {
        views.interest(leaf);
    }

    /** A step of the whole unit, or of its memory: a store, a register write, a request… */
    public final Optional<String> judge(Stimulus step, List<Event> told) {
        law.on(step);
        if (step instanceof Stimulus.Dma(var request)) {
            views.interest(request.address());
        }
        return after(told);
    }

    /** The call of the seam: the invalidation is complete. */
    public final Optional<String> invalidated(Invalidation command, List<Event> told) {
        law.carryOut(command);
        if (command instanceof IotlbInvalidation iotlb) {
            views.interest(iotlb);
        }
        return after(told);
    }
}
