package iommu.emulator.external;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Event;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The translation cache of a device (§4.1): it asks the unit by translation requests, keeps what it is granted page by
 * page, and sends its accesses as translated requests. Only device-TLB invalidations take anything from it.
 */
public final class DeviceTlb implements MappingListener, DmaPort {

    private static final long PAGE = 1 << 12;

    private final DmaPort unit;
    private final NavigableMap<Iova, Page> pages = new TreeMap<>();

    private record Page(Gpa frame, Rights rights) {

        boolean allows(Access access) {
            return switch (access) {
                case READ, ZERO_LENGTH_READ -> rights.read();
                case WRITE -> rights.write();
                case ATOMIC -> rights == Rights.RW;
            };
        }
    }

    /** @param unit whom it asks, and through whom its accesses go */
    public DeviceTlb(DmaPort unit) {
        this.unit = unit;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.DeviceTlbInvalidated e) {
            if (e.size() == 0) {
                pages.clear();
            } else {
                pages.subMap(e.start(), true, e.start().plus(e.size() - 1), true).clear();
            }
        }
    }

    /** A request that the device has not been granted goes untranslated, for the unit to judge and record. */
    @Override
    public DmaOutcome translate(DmaRequest request) {
        Iova page = request.address().alignedTo(PAGE);
        Page kept = pages.get(page);
        if (kept == null && unit.translate(like(request, request.address(), RequestKind.TRANSLATION))
                instanceof DmaOutcome.Granted granted && !granted.untranslatedOnly() && granted.rights() != Rights.NONE) {
            kept = new Page(granted.address().plus(page.offsetIn(granted.size())), granted.rights());
            pages.put(page, kept);
        }
        if (kept == null || !kept.allows(request.access())) {
            return unit.translate(request);
        }
        Gpa at = kept.frame().plus(request.address().offsetIn(PAGE));
        return unit.translate(like(request, new Iova(at.value()), RequestKind.TRANSLATED));
    }

    private static DmaRequest like(DmaRequest request, Iova address, RequestKind kind) {
        return new DmaRequest(request.source(), request.pasid(), address, request.access(), kind, request.supervisor(),
                request.execute());
    }
}
