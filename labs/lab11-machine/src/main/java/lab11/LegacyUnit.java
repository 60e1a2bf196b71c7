package lab11;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.seam.UnitPort;

/**
 * Six rooms, wired together: a remapping unit of legacy mode.
 *
 * <pre>
 *  DmaRequest ─&gt; IOTLB ─hit─&gt; rights ───────────────────────────────┐
 *                  └miss─&gt; context cache ─miss─&gt; tables              │
 *                                └─context─&gt; prefix ─&gt; walk ─fill─&gt; Translated
 *                                      │Fault            │Fault
 *                                      └────&gt; fault log &lt;┘
 *  register write ─&gt; RegisterFile ─Effect─&gt; EffectLoop ─&gt; every other room, and outside
 * </pre>
 *
 * <p>It decides little itself: whether a request is translated at all, and whether what is known is enough for it.
 */
public final class LegacyUnit implements UnitPort {

    private final Rooms rooms;
    private final Capabilities capabilities;

    public LegacyUnit(Rooms rooms, Outside outside, Capabilities capabilities) {
        this.rooms = rooms;
        this.capabilities = capabilities;
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        throw new Todo("11");
    }

    @Override
    public long read(int offset, int size) {
        throw new Todo("11");
    }

    @Override
    public void write(int offset, int size, long value) {
        throw new Todo("11");
    }

    @Override
    public void deviceTlbDone(int tag, SourceId from) {
        throw new Todo("11");
    }

    @Override
    public void deviceTlbTimeout(int tag) {
        throw new Todo("11");
    }

    @Override
    public void reset() {
        throw new Todo("11");
    }
}
