package iommu.peers.recording;

import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * IOTLB entries of the recorded unit that outlive their invalidation: QEMU 7.2 ignores descriptors of types 6 and 7
 * (§6.5.2.2, §6.5.2.4 do not allow that), and goes on answering with what they should have removed.
 */
final class OutlivedEntries {

    private record Place(SourceId source, Iova page) {
    }

    private record Held(RecordedEvent.Translated translation, int ignoredBefore) {
    }

    private final Map<Place, Held> held = new HashMap<>();
    private int ignored;

    /** The guest submits these descriptors. */
    void submitted(List<RecordedEvent.Submitted> descriptors) {
        for (RecordedEvent.Submitted descriptor : descriptors) {
            long low = descriptor.words().get(0);
            long type = low & 0xF | (low >>> 9 & 7) << 4; // §6.5.2: bits 11:9 and 3:0
            ignored += type == 6 || type == 7 ? 1 : 0;
        }
    }

    /** Whether this is a hit on an entry that was there before a descriptor was ignored. */
    boolean explain(RecordedEvent.Translated translation) {
        Held before = held.get(new Place(translation.source(), translation.page()));
        return translation.policy() == RecordedEvent.Policy.HIT && before != null && before.ignoredBefore() < ignored
                && before.translation().frame().equals(translation.frame()) && before.translation().mask() == translation.mask();
    }

    /** The recorded unit gave this answer; a hit is as old as the answer before it. */
    void note(RecordedEvent.Translated translation) {
        Place place = new Place(translation.source(), translation.page());
        if (translation.policy() != RecordedEvent.Policy.HIT || !held.containsKey(place)) {
            held.put(place, new Held(translation, ignored));
        }
    }
}
