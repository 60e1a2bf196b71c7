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
import iommu.arch.Todo;
import iommu.arch.seam.ScalableTables;
import java.util.Optional;

/**
 * From a source-id and a PASID to a page (§3.4.3, §3.6-§3.8).
 *
 * <pre>
 *  source-id ──root──&gt; context ──directory──&gt; table ──&gt; PASID entry ──┬─ first stage ───&gt; memory
 *                                   PASID ──┘            type (PGTT)   ├─ second stage ──&gt; memory
 *                                                                      └─ first stage, every address of it through the second
 * </pre>
 */
public final class ScalableRoom implements ScalableTables {

    public ScalableRoom(Memory memory, Capabilities capabilities) {
    }

    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        throw new Todo("12");
    }

    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        throw new Todo("12");
    }

    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        throw new Todo("12");
    }

    @Override
    public StagedResult walk(PasidContext context, Request request) {
        throw new Todo("12");
    }
}
