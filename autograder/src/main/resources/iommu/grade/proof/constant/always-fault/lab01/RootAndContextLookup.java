package lab01;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.seam.ContextLookup;

public final class RootAndContextLookup implements ContextLookup {

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
    }

    @Override
    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        return Fault.of(FaultReason.ROOT_NOT_PRESENT);
    }
}
