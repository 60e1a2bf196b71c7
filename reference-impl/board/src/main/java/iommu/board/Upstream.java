package iommu.board;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.DmaPort;

/** What lies between devices and memory: the unit, or nothing. */
interface Upstream extends DmaPort {

    /** No unit: every request goes where it says. */
    Upstream NO_UNIT = new Upstream() {
        @Override
        public DmaOutcome translate(DmaRequest request) {
            return new DmaOutcome.Translated(new Gpa(request.address().value()));
        }

        @Override
        public boolean message(SourceId source, Iova address, int data) {
            return true;
        }
    };

    /** A device writes 4 bytes to FEEx_xxxxh, which is an interrupt (§5.1). @return false if it is blocked */
    boolean message(SourceId source, Iova address, int data);
}
