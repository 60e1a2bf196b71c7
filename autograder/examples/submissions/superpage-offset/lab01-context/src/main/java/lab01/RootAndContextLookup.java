package lab01;

import static iommu.arch.FaultReason.CONTEXT_ACCESS_ERROR;
import static iommu.arch.FaultReason.CONTEXT_INVALID;
import static iommu.arch.FaultReason.CONTEXT_NOT_PRESENT;
import static iommu.arch.FaultReason.CONTEXT_RESERVED;
import static iommu.arch.FaultReason.ROOT_ACCESS_ERROR;
import static iommu.arch.FaultReason.ROOT_NOT_PRESENT;
import static iommu.arch.FaultReason.ROOT_RESERVED;

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
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.arch.seam.ContextLookup;

/** My solution of lab 01: a lookup throws internally, and is caught once. */
public class RootAndContextLookup implements ContextLookup {

    /** Leaves the middle of a lookup. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Fault fault;

        Stop(FaultReason reason, boolean silent) {
            super(reason.condition(), null, false, false);
            fault = Fault.of(reason).withSilent(silent);
        }
    }

    private final TableMemory memory;
    private final Capabilities capabilities;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        try {
            RootEntry root = readRoot(rootTable.plus(source.bus() * 16L));
            int index = source.device() * 8 + source.function();
            ContextEntry context = memory.read128(root.contextTable().plus(index * 16L)).map(ContextEntry::new)
                    .orElseThrow(() -> new Stop(CONTEXT_ACCESS_ERROR, false));
            return interpret(context);
        } catch (Stop stop) {
            return stop.fault;
        }
    }

    private RootEntry readRoot(Gpa at) {
        RootEntry root = memory.read128(at).map(RootEntry::new).orElseThrow(() -> new Stop(ROOT_ACCESS_ERROR, false));
        stopIf(!root.present(), ROOT_NOT_PRESENT, false);
        long pointer = root.contextTable().value();
        stopIf((root.bits().low() & 0xFFE) != 0, ROOT_RESERVED, false);
        stopIf(pointer >>> capabilities.hostAddressWidth() != 0, ROOT_RESERVED, false);
        stopIf(root.bits().high() != 0, ROOT_RESERVED, false);
        return root;
    }

    private TranslationContext interpret(ContextEntry entry) {
        boolean silent = entry.faultProcessingDisable();
        stopIf(!entry.present(), CONTEXT_NOT_PRESENT, silent);
        stopIf((entry.bits().low() >>> 4 & 0xFF) != 0, CONTEXT_RESERVED, silent);
        stopIf(entry.bits().low() >>> capabilities.hostAddressWidth() != 0, CONTEXT_RESERVED, silent);
        stopIf((entry.bits().high() & 1 << 7) != 0, CONTEXT_RESERVED, silent);
        stopIf(entry.bits().high() >>> 24 != 0, CONTEXT_RESERVED, silent);
        stopIf(entry.domainId() >>> capabilities.domainIdBits() != 0, CONTEXT_RESERVED, silent);

        int levels = entry.addressWidth() + 2;
        stopIf(!capabilities.levels().contains(levels), CONTEXT_INVALID, silent);
        int type = entry.translationType();
        stopIf(type == 3, CONTEXT_INVALID, silent);
        stopIf(type == 2 && !capabilities.passThrough(), CONTEXT_INVALID, silent);
        stopIf(type == 1 && !capabilities.deviceTlb(), CONTEXT_INVALID, silent);
        return new TranslationContext(new DomainId(entry.domainId()), TranslationType.values()[type],
                entry.secondStagePointer(), levels, silent);
    }

    private static void stopIf(boolean bad, FaultReason reason, boolean silent) {
        if (bad) {
            throw new Stop(reason, silent);
        }
    }
}
