package iommu.emulator.context;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
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
import java.util.Optional;

/**
 * The legacy-mode lookup: root table, by bus; context table, by device and function (§3.4.2).
 *
 * <pre>
 *  source-id   15       8 7      3 2      0
 *             ┌──────────┬────────┬────────┐
 *             │   bus    │ device │function│
 *             └────┬─────┴───┬────┴────────┘
 *   root table     │         │    context table
 *  ┌───────────┐   │         │   ┌──────────────┐
 *  │root entry │&lt;──┘         └──&gt;│context entry │──&gt; domain-id, type, top page table, levels
 *  │    CTP    │────────────────&gt;└──────────────┘
 *  └───────────┘
 * </pre>
 */
public final class RootAndContextLookup implements ContextLookup {

    private static final int RESERVED_TYPE = 3;

    private final TableMemory memory;
    private final Capabilities capabilities;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        Optional<Entry128> rootBits = memory.read128(rootTable.plus((long) RootEntry.SIZE * source.bus())); // §9.1
        if (rootBits.isEmpty()) {
            return Fault.of(FaultReason.ROOT_ACCESS_ERROR); // §7.1.3 LRT.1
        }
        RootEntry root = new RootEntry(rootBits.get());
        if (!root.present()) {
            return Fault.of(FaultReason.ROOT_NOT_PRESENT); // §7.1.3 LRT.2
        }
        if (hasReservedBits(root)) {
            return Fault.of(FaultReason.ROOT_RESERVED); // §7.1.3 LRT.3
        }
        int deviceAndFunction = source.value() & 0xFF;
        Gpa at = root.contextTable().plus((long) ContextEntry.SIZE * deviceAndFunction); // §9.3
        Optional<Entry128> contextBits = memory.read128(at); // §6.2.2.1: whole, never in halves
        if (contextBits.isEmpty()) {
            return Fault.of(FaultReason.CONTEXT_ACCESS_ERROR); // §7.1.3 LCT.1
        }
        return judge(new ContextEntry(contextBits.get()));
    }

    /** Reserved bits come before width and type (freedom {@code context-fault-order}). */
    private ContextResult judge(ContextEntry entry) {
        boolean silent = entry.faultProcessingDisable(); // §9.3: FPD counts even if P=0
        if (!entry.present()) {
            return Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(silent); // §7.1.3 LCT.2
        }
        if (hasReservedBits(entry)) {
            return Fault.of(FaultReason.CONTEXT_RESERVED).withSilent(silent); // §7.1.3 LCT.3
        }
        if (!supportsWidth(entry) || !supportsType(entry)) {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(silent); // §7.1.3 LCT.4.1, LCT.4.2
        }
        return new TranslationContext(new DomainId(entry.domainId()), type(entry), entry.secondStagePointer(),
                levels(entry), silent);
    }

    private boolean hasReservedBits(RootEntry root) {
        long reservedLow = 0xFFEL | beyondHostAddress(); // §9.1: 11:1 and 63:HAW
        return (root.bits().low() & reservedLow) != 0 || root.bits().high() != 0;
    }

    private boolean hasReservedBits(ContextEntry entry) {
        long reservedLow = 0xFF0L | beyondHostAddress(); // §9.3: 11:4 and 63:HAW
        long reservedHigh = 1L << 7 | -1L << 24; // §9.3: 71 and 127:88
        boolean wideDomain = entry.domainId() >>> capabilities.domainIdBits() != 0; // §9.3: DID above 4 + 2*ND bits
        return (entry.bits().low() & reservedLow) != 0 || (entry.bits().high() & reservedHigh) != 0 || wideDomain;
    }

    private long beyondHostAddress() {
        return -1L << capabilities.hostAddressWidth();
    }

    /** Judged for every type, pass-through included (freedom {@code pass-through-width}). */
    private boolean supportsWidth(ContextEntry entry) {
        return capabilities.levels().contains(levels(entry)); // §7.1.3 LCT.4.1
    }

    private static int levels(ContextEntry entry) {
        return entry.addressWidth() + 2; // §9.3: AW 1 is 3 levels
    }

    private boolean supportsType(ContextEntry entry) {
        if (entry.translationType() == RESERVED_TYPE) {
            return false; // §7.1.3 LCT.4.2
        }
        return switch (type(entry)) {
            case UNTRANSLATED_ONLY -> true;
            case WITH_DEVICE_TLB -> capabilities.deviceTlb(); // §11.4.3: ECAP.DT
            case PASS_THROUGH -> capabilities.passThrough(); // §11.4.3: ECAP.PT
        };
    }

    private static TranslationType type(ContextEntry entry) {
        return TranslationType.values()[entry.translationType()]; // §9.3: TT 0, 1, 2 in this order
    }
}
