package iommu.emulator.scalable;

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
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.pasid.PasidTableLookup;
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

    private final PasidTableLookup lookup;
    private final ScalableWalk walk;

    public ScalableRoom(Memory memory, Capabilities capabilities) {
        this.lookup = new PasidTableLookup(memory, capabilities);
        this.walk = new ScalableWalk(memory, capabilities);
    }

    @Override
    public ScalableContextResult context(Gpa rootTable, SourceId source) {
        return lookup.context(rootTable, source);
    }

    @Override
    public Optional<Fault> refusal(ScalableContext context, Query query) {
        return lookup.refusal(context, query);
    }

    @Override
    public PasidResult entry(ScalableContext context, int pasid) {
        return lookup.entry(context, pasid);
    }

    @Override
    public StagedResult walk(PasidContext context, Request request) {
        return walk.walk(context, request);
    }
}
