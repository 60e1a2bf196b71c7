package iommu.house;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.emulator.external.AskingCache;
import iommu.emulator.external.DeviceTlb;
import iommu.emulator.external.HostMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An external cache that fits its wishes, and what it holds. With MAP it is a host map, which knows all or nothing; with
 * DEVICE_TLB the translation cache of a device; with UNMAP alone the cache of an emulated device; with UNMAP and
 * DEVICE_TLB both of these, one for each kind of request that such a device sends.
 */
final class MatrixWatch implements MappingListener {

    private static final DmaOutcome NOTHING = new DmaOutcome.Blocked(FaultReason.READ_DENIED, true);

    /** What a cache would use for a page without asking. @param overdue a device-TLB invalidation should have taken it */
    record Held(DmaOutcome outcome, boolean fromDeviceTlb, boolean overdue) {
    }

    private final Listener listener;
    private final DmaPort unit;
    private final List<DmaPort> caches = new ArrayList<>();
    private final Map<Iova, Integer> granted = new HashMap<>();
    private final Map<Iova, Integer> revoked = new HashMap<>();
    private int clock;
    private boolean looking;

    /** @param unit whom its caches ask */
    MatrixWatch(int id, SourceId source, Set<Wish> wishes, DmaPort unit) {
        listener = new Listener(id, source, wishes);
        this.unit = unit;
        if (wishes.contains(Wish.MAP)) {
            caches.add(new HostMap());
        } else {
            if (wishes.contains(Wish.UNMAP)) {
                caches.add(new AskingCache(this::ask));
            }
            if (wishes.contains(Wish.DEVICE_TLB)) {
                caches.add(new DeviceTlb(this::ask));
            }
        }
    }

    Listener listener() {
        return listener;
    }

    boolean maps() {
        return listener.wants(Wish.MAP);
    }

    /** A host map's device may have a translation cache too, which the host looks after. */
    @Override
    public void on(Event event) {
        for (DmaPort cache : caches) {
            if (cache instanceof DeviceTlb == event instanceof Event.DeviceTlbInvalidated) {
                ((MappingListener) cache).on(event);
            }
        }
    }

    /** The guest has had the device drop these, or all: from now on older grants are overdue. */
    void revoke(List<Iova> pages) {
        clock++;
        pages.forEach(page -> revoked.put(page, clock));
    }

    /** The device makes a request by way of one of its caches. */
    DmaOutcome request(DmaRequest request, int way) {
        return caches.get(way % caches.size()).translate(request);
    }

    /** What each cache holds for this kind of access to this page; nothing for one that would ask. */
    List<Held> held(Iova page, Access access) {
        List<Held> all = new ArrayList<>();
        looking = true;
        for (DmaPort cache : caches) {
            DmaOutcome outcome = cache.translate(DmaRequest.untranslated(listener.source(), page, access));
            boolean tlb = cache instanceof DeviceTlb;
            if (maps() || outcome instanceof DmaOutcome.Translated) {
                all.add(new Held(outcome, tlb, tlb && granted.getOrDefault(page, 0) < revoked.getOrDefault(page, 0)));
            }
        }
        looking = false;
        return all;
    }

    /** While somebody only looks what is held, nobody is asked, and a translated request arrives where it was sent. */
    private DmaOutcome ask(DmaRequest request) {
        if (looking) {
            return request.kind() == RequestKind.TRANSLATED ? new DmaOutcome.Translated(new Gpa(request.address().value())) : NOTHING;
        }
        if (request.kind() == RequestKind.TRANSLATION) {
            granted.put(request.address().alignedTo(4096), ++clock);
        }
        return unit.translate(request);
    }
}
