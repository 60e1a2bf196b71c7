package lab12;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedResult;
import iommu.arch.seam.ScalableTables;
import java.util.Optional;

public final class ScalableRoom implements ScalableTables {

    public ScalableRoom(Memory memory, Capabilities capabilities) {
    }

    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        return null;
    }

    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        return null;
    }

    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        return null;
    }

    @Override
    public StagedResult walk(PasidContext context, Request request) {
        return null;
    }
}
