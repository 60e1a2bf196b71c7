package iommu.oracle;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.Set;

/** RTADDR lets nothing pass: abort mode (RTA.4), or a setting that the unit doesn't have (RTA.1). */
record BlockingMode(FaultReason reason) implements Mode {

    @Override
    public Set<DmaOutcome> request(DmaRequest request) {
        return Set.of(Replies.fault(request.kind(), reason, false));
    }

    @Override
    public boolean prefetch(Requester who, Iova page, May into) {
        return false;
    }

    @Override
    public Set<Treatment> treatments(SourceId source, May may) {
        return Set.of(Treatment.BLOCKED);
    }

    @Override
    public boolean current(May.ContextEntry entry) {
        return false;
    }

    @Override
    public Set<May.Prefix> current(Set<Requester> requesters, Iova page) {
        return Set.of();
    }
}
