package lab12;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.ScalableTables;
import java.util.List;
import java.util.Optional;

public final class ScalableRoom implements ScalableTables {

    public ScalableRoom(Memory memory, Capabilities capabilities) {
    }

    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        return new ScalableContext(rootTable, 128, 0, false, true, true, true, true, false);
    }

    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        return Optional.empty();
    }

    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        return new PasidContext(DomainId.ZERO, PasidType.PASS_THROUGH, new PasidContext.Tables(new Gpa(0), 4),
                new PasidContext.Tables(new Gpa(0), 4), PasidContext.Flags.NONE, false);
    }

    @Override
    public StagedResult walk(PasidContext context, Request request) {
        return new StagedMapping(request.address().alignedTo(4096), new Gpa(request.address().alignedTo(4096).value()), 4096, Rights.RW,
                Rights.RW, false, false, List.of());
    }
}
