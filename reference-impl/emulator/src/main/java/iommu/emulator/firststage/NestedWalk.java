package iommu.emulator.firststage;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.FirstStageOutput;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.StagedResult;
import java.util.Optional;

/**
 * Nested, every first-stage address goes through the second stage (§3.8). Its faults are those of the second stage; but
 * a right or width that a first-stage table lacks has reasons of its own (freedom {@code nested-table-fault}).
 */
final class NestedWalk implements Beneath {

    private final ScalableSecondStage secondStage;
    private final boolean zeroLengthRead;

    /** @param zeroLengthRead CAP.ZLR */
    NestedWalk(ScalableSecondStage secondStage, boolean zeroLengthRead) {
        this.secondStage = secondStage;
        this.zeroLengthRead = zeroLengthRead;
    }

    @Override
    public boolean covers(PasidContext context, FirstStageOutput address) {
        return address.value() >>> secondStage.width(context) == 0;
    }

    /**
     * Reading a table needs R; with SSADE W too, and its lack is the same fault (freedom {@code nested-table-read}).
     */
    @Override
    public StagedResult table(PasidContext context, FirstStageOutput entry, PagingLevel level, Trail trail) {
        boolean writeToo = context.flags().secondStageDirty(); // §3.8.1
        boolean top = level.number() == context.firstStage().levels();
        FaultReason unreadable = top ? FaultReason.NESTED_TOP_TABLE_UNREADABLE // §7.1.3 SFS.6
                : FaultReason.NESTED_TABLE_UNREADABLE; // §7.1.3 SFS.7
        Demand demand = rights -> rights.read() && (rights.write() || !writeToo) ? Optional.empty() : Optional.of(unreadable);
        return secondStage.walk(context, new Iova(entry.value()), demand, false, trail);
    }

    @Override
    public StagedResult page(PasidContext context, FirstStageOutput address, Access access, Trail trail) {
        return secondStage.walk(context, new Iova(address.value()), Demand.of(access, zeroLengthRead),
                Demand.writes(access), trail);
    }
}
