package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
import iommu.oracle.ContextReading.Accepted;
import iommu.oracle.ContextReading.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a root and a context entry may be read as (§9.1, §9.3, §7.1.3 LRT and LCT). */
final class ContextRules {

    private static final long ROOT_LOW_RESERVED = 0xFFE;
    private static final long CONTEXT_LOW_RESERVED = 0xFF0;
    private static final long CONTEXT_HIGH_RESERVED = -1L << 24 | 1 << 7;

    private final Capabilities unit;

    ContextRules(Capabilities unit) {
        this.unit = unit;
    }

    static Gpa rootEntryAt(Gpa rootTable, SourceId source) {
        return rootTable.alignedTo(4096).plus((long) source.bus() * RootEntry.SIZE); // §9.1
    }

    static Gpa contextEntryAt(RootEntry root, SourceId source) {
        return root.contextTable().plus((source.value() & 0xFFL) * ContextEntry.SIZE); // §9.3
    }

    List<ContextReading.Legacy> readings(TableWords memory, Gpa rootTable, SourceId source) {
        Set<Optional<Entry128>> roots = memory.views128(rootEntryAt(rootTable, source), unit.coherent());
        if (roots.size() == 1) {
            return below(memory, roots.iterator().next().map(RootEntry::new), source);
        }
        Set<ContextReading.Legacy> readings = new LinkedHashSet<>();
        roots.forEach(root -> readings.addAll(below(memory, root.map(RootEntry::new), source)));
        return List.copyOf(readings);
    }

    private List<ContextReading.Legacy> below(TableWords memory, Optional<RootEntry> root, SourceId source) {
        if (root.isEmpty()) {
            return rejected(FaultReason.ROOT_ACCESS_ERROR); // LRT.1
        }
        if (!root.get().present()) {
            return rejected(FaultReason.ROOT_NOT_PRESENT); // LRT.2
        }
        Entry128 bits = root.get().bits();
        if ((bits.low() & (ROOT_LOW_RESERVED | aboveHost())) != 0 || bits.high() != 0) {
            return rejected(FaultReason.ROOT_RESERVED); // LRT.3
        }
        List<ContextReading.Legacy> readings = new ArrayList<>();
        for (Optional<Entry128> context : memory.views128(contextEntryAt(root.get(), source), unit.coherent())) {
            readings.addAll(context.isEmpty() ? rejected(FaultReason.CONTEXT_ACCESS_ERROR) // LCT.1
                    : judge(new ContextEntry(context.get())));
        }
        return readings;
    }

    private List<ContextReading.Legacy> judge(ContextEntry entry) {
        boolean silent = entry.faultProcessingDisable(); // §9.3: FPD counts even if P=0
        if (!entry.present()) {
            return List.of(new Rejected(Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(silent), 64)); // LCT.2
        }
        List<ContextReading.Legacy> readings = new ArrayList<>();
        int limit = limit(entry);
        // Freedom: § gives LCT.3 and LCT.4 no order, so an entry that is wrong in both ways may be reported as either.
        if (reserved(entry)) {
            readings.add(new Rejected(Fault.of(FaultReason.CONTEXT_RESERVED).withSilent(silent), limit)); // LCT.3
        }
        if (!widthOffered(entry) || !typeOffered(entry)) {
            readings.add(new Rejected(Fault.of(FaultReason.CONTEXT_INVALID).withSilent(silent), limit)); // LCT.4.1, .2
        }
        // Freedom: whether AW is checked where it is not used (§9.3, pass-through) is not said.
        boolean widthMayPass = widthOffered(entry) || entry.translationType() == 2;
        if (!reserved(entry) && typeOffered(entry) && widthMayPass) {
            readings.add(new Accepted(meaning(entry)));
        }
        return readings;
    }

    private boolean reserved(ContextEntry entry) {
        return (entry.bits().low() & (CONTEXT_LOW_RESERVED | aboveHost())) != 0
                || (entry.bits().high() & CONTEXT_HIGH_RESERVED) != 0
                || entry.domainId() >>> unit.domainIdBits() != 0; // §9.3: DID bits above the supported width are reserved
    }

    private boolean widthOffered(ContextEntry entry) {
        return unit.levels().contains(entry.addressWidth() + 2);
    }

    private boolean typeOffered(ContextEntry entry) {
        return switch (entry.translationType()) {
            case 0 -> true;
            case 1 -> unit.deviceTlb();
            case 2 -> unit.passThrough();
            default -> false;
        };
    }

    private TranslationContext meaning(ContextEntry entry) {
        return new TranslationContext(new DomainId(entry.domainId()), TranslationType.values()[entry.translationType()],
                entry.secondStagePointer(), entry.addressWidth() + 2, entry.faultProcessingDisable());
    }

    /** The input address bits of an entry that may be wrong: the least that its fields and the unit say. */
    private int limit(ContextEntry entry) {
        if (entry.translationType() == 2) {
            return unit.hostAddressWidth(); // LGN.1.3
        }
        return widthOffered(entry) ? Math.min(unit.guestAddressWidth(), 30 + 9 * entry.addressWidth())
                : unit.guestAddressWidth(); // LGN.1.1
    }

    private long aboveHost() {
        return -1L << unit.hostAddressWidth();
    }

    private static List<ContextReading.Legacy> rejected(FaultReason reason) {
        return List.of(new Rejected(Fault.of(reason), 64));
    }
}
