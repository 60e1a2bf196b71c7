package lab11;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.SourceId;
import iommu.arch.seam.UnitPort;

public final class LegacyUnit implements UnitPort {

    public LegacyUnit(Rooms rooms, Outside outside, Capabilities capabilities) {
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        return new DmaOutcome.Blocked(FaultReason.ROOT_NOT_PRESENT, false);
    }

    @Override
    public long read(int offset, int size) {
        return 0;
    }

    @Override
    public void write(int offset, int size, long value) {
    }

    @Override
    public void deviceTlbDone(int tag, SourceId from) {
    }

    @Override
    public void deviceTlbTimeout(int tag) {
    }

    @Override
    public void reset() {
    }
}
