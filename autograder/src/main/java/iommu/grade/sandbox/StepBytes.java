package iommu.grade.sandbox;

import iommu.arch.stimulus.Stimulus;
import iommu.probe.ProtocolException;
import iommu.probe.RoomKind;
import iommu.probe.StimulusCodec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes that stand for steps. One plan is played on many rooms: each of its steps is encoded once, and found to be read
 * as it was meant.
 */
final class StepBytes {

    /** So many are remembered at a time. */
    private static final int MOST = 1 << 18;

    private final Map<Same, byte[]> known = new ConcurrentHashMap<>();

    /** A stimulus that is nobody's equal: finding it costs nothing. */
    private record Same(Stimulus stimulus) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Same(Stimulus its) && its == stimulus;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(stimulus);
        }
    }

    /** @throws IllegalArgumentException if a run of such a room can't have that step, or it can't be sent */
    byte[] of(RoomKind kind, Stimulus stimulus) {
        if (!kind.takes(stimulus)) {
            throw new IllegalArgumentException("a run of the room " + kind + " has no step " + stimulus);
        }
        if (known.size() > MOST) {
            known.clear();
        }
        return known.computeIfAbsent(new Same(stimulus), fresh -> encoded(fresh.stimulus()));
    }

    private static byte[] encoded(Stimulus stimulus) {
        byte[] bytes = StimulusCodec.encode(stimulus);
        try {
            if (StimulusCodec.decode(bytes).equals(stimulus)) {
                return bytes;
            }
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("a step that can't be sent: " + stimulus + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("a step that is read as another one: " + stimulus);
    }
}
