package lab01;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.arch.seam.ContextLookup;

/** Root entry, then context entry; every doubt is a fault. */
public final class RootAndContextLookup implements ContextLookup {

    private final TableMemory memory;
    private final ContextRules rules;
    private final long beyondHost;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.rules = new ContextRules(capabilities);
        this.beyondHost = -1L << capabilities.hostAddressWidth();
    }

    @Override
    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        return memory.read128(rootTable.plus((long) RootEntry.SIZE * source.bus()))
                .map(RootEntry::new)
                .map(root -> below(root, source))
                .orElse(Fault.of(FaultReason.ROOT_ACCESS_ERROR));
    }

    private ContextResult below(RootEntry root, SourceId source) {
        if (!root.present()) {
            return Fault.of(FaultReason.ROOT_NOT_PRESENT);
        }
        if ((root.bits().low() & (beyondHost | 0xFFE)) != 0 || root.bits().high() != 0) { // §9.1
            return Fault.of(FaultReason.ROOT_RESERVED);
        }
        int devfn = source.value() & 0xFF;
        return memory.read128(root.contextTable().plus((long) ContextEntry.SIZE * devfn))
                .map(ContextEntry::new)
                .map(rules::judge)
                .orElse(Fault.of(FaultReason.CONTEXT_ACCESS_ERROR));
    }
}
