package iommu.emulator.external;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Event;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The cache of an emulated device, such as a vhost back end: it asks the unit once for each page and kind of access, and
 * keeps what it was given until an UNMAP takes it. Refusals it does not keep. Its wish is UNMAP alone.
 */
public final class AskingCache implements MappingListener, DmaPort {

    private static final long PAGE = 1 << 12;

    private final DmaPort unit;
    private final NavigableMap<Iova, Map<Access, Gpa>> pages = new TreeMap<>();

    /** @param unit whom it asks */
    public AskingCache(DmaPort unit) {
        this.unit = unit;
    }

    @Override
    public void on(Event event) {
        if (event instanceof Event.Unmapped e) {
            pages.subMap(e.start(), true, e.start().plus(e.size() - 1), true).clear();
        }
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        Iova page = request.address().alignedTo(PAGE);
        Gpa kept = pages.getOrDefault(page, Map.of()).get(request.access());
        if (kept != null) {
            return new DmaOutcome.Translated(kept.plus(request.address().offsetIn(PAGE)));
        }
        DmaOutcome answer = unit.translate(request);
        if (answer instanceof DmaOutcome.Translated translated) {
            pages.computeIfAbsent(page, none -> new EnumMap<>(Access.class))
                    .put(request.access(), translated.address().alignedTo(PAGE));
        }
        return answer;
    }
}
