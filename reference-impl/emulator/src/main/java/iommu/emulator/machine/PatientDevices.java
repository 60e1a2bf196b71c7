package iommu.emulator.machine;

import iommu.arch.Effect;
import iommu.arch.SourceId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Devices that answer device-TLB invalidations when the run says so, each its oldest first. */
final class PatientDevices implements DevicePort {

    /** No request has this tag: an answer to it is one that nobody asked for. */
    private static final int NONE = -1;

    private final Map<SourceId, Deque<Integer>> asked = new HashMap<>();

    /** Takes the tag of the oldest request that the device has not answered. */
    int oldest(SourceId source) {
        Integer tag = asked.getOrDefault(source, new ArrayDeque<>()).poll();
        return tag == null ? NONE : tag;
    }

    @Override
    public boolean invalidate(Effect.InvalidateDeviceTlb request) {
        return remember(request.source(), request.tag());
    }

    @Override
    public boolean invalidate(Effect.InvalidatePasidDeviceTlb request) {
        return remember(request.source(), request.tag());
    }

    /** A tag that is given anew stands for nothing older: the queue has forgotten that (§6.5.2, QIE off). */
    private boolean remember(SourceId source, int tag) {
        asked.values().forEach(tags -> tags.remove(tag));
        asked.computeIfAbsent(source, none -> new ArrayDeque<>()).add(tag);
        asked.values().removeIf(Deque::isEmpty);
        return false;
    }

    @Override
    public void respond(Effect.RespondToPageGroup response) {
    }
}
