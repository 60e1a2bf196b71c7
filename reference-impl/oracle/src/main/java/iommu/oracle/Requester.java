package iommu.oracle;

import iommu.arch.DmaRequest;
import iommu.arch.Pasid;
import iommu.arch.SourceId;

/** Who sends requests: a source, with a PASID or without one. */
record Requester(SourceId source, Pasid pasid) {

    static Requester of(DmaRequest request) {
        return new Requester(request.source(), request.pasid());
    }
}
