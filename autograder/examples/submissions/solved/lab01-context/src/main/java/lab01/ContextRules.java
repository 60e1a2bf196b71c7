package lab01;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.format.ContextEntry;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What can be wrong with a context entry, in the order in which it is reported. */
final class ContextRules {

    private record Rule(Predicate<ContextEntry> broken, FaultReason reason) {
    }

    private final Capabilities unit;
    private final List<Rule> rules;

    ContextRules(Capabilities unit) {
        this.unit = unit;
        long reservedLow = -1L << unit.hostAddressWidth() | 0xFF0; // §9.3: 63:HAW and 11:4
        this.rules = List.of(
                new Rule(e -> !e.present(), FaultReason.CONTEXT_NOT_PRESENT),
                new Rule(e -> (e.bits().low() & reservedLow) != 0, FaultReason.CONTEXT_RESERVED),
                new Rule(e -> (e.bits().high() & 0xFFFF_FFFF_FF00_0080L) != 0, FaultReason.CONTEXT_RESERVED),
                new Rule(e -> e.domainId() >> unit.domainIdBits() != 0, FaultReason.CONTEXT_RESERVED),
                new Rule(e -> !unit.levels().contains(e.addressWidth() + 2), FaultReason.CONTEXT_INVALID),
                new Rule(e -> typeOf(e).isEmpty(), FaultReason.CONTEXT_INVALID));
    }

    ContextResult judge(ContextEntry entry) {
        boolean silent = entry.faultProcessingDisable();
        return rules.stream()
                .filter(rule -> rule.broken().test(entry))
                .findFirst()
                .<ContextResult>map(rule -> Fault.of(rule.reason()).withSilent(silent))
                .orElseGet(() -> new TranslationContext(new DomainId(entry.domainId()), typeOf(entry).orElseThrow(),
                        entry.secondStagePointer(), entry.addressWidth() + 2, silent));
    }

    private Optional<TranslationType> typeOf(ContextEntry entry) {
        return switch (entry.translationType()) {
            case 0 -> Optional.of(TranslationType.UNTRANSLATED_ONLY);
            case 1 -> unit.deviceTlb() ? Optional.of(TranslationType.WITH_DEVICE_TLB) : Optional.empty();
            case 2 -> unit.passThrough() ? Optional.of(TranslationType.PASS_THROUGH) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
