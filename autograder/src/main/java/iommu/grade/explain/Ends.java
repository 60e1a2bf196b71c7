package iommu.grade.explain;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.view.AccessPicture.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How outcomes are told. */
final class Ends {

    private static final String RECORDED = "blocked; it may be recorded and reported (§7.2.1)";
    private static final String SILENT = "blocked, and not recorded: FPD is set (§7.1.3)";
    private static final String WITHOUT_REASON = "blocked, and not recorded: no fault reason says why";

    private Ends() {
    }

    static String name(FaultReason reason) {
        return "fault " + reason + " (" + reason.condition() + ", " + String.format(Locale.ROOT, "%02Xh", reason.code()) + ")";
    }

    static String word(Access access) {
        return switch (access) {
            case READ -> "read";
            case WRITE -> "write";
            case ATOMIC -> "atomic";
            case ZERO_LENGTH_READ -> "zero-length read";
        };
    }

    static String size(long bytes) {
        return bytes >= 1 << 30 ? (bytes >> 30) + " GiB" : bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }

    /** What is blocked though Table 30 has no reason for it (freedom {@code blocked-without-reason}). */
    static void withoutReason(Telling telling, String rule) {
        telling.stop(Kind.BAD, "blocked", List.of(WITHOUT_REASON), rule);
    }

    /** A leaf gives the address. @param offset the field of the request that is added */
    static void mapped(Telling telling, Mapping mapping, Iova address, int offset) {
        telling.found(Kind.GOOD, mapping.translate(address).toString(), List.of("page frame " + mapping.frame() + ", "
                + size(mapping.size()) + ", rights " + mapping.rights() + (mapping.snoop() ? ", snoops (SNP)" : "")), offset,
                "+ " + Telling.hex(address.value() - mapping.page().value()),
                "§3.7: the frame of the leaf, and the offset of the request in it.");
    }

    /** @param explained whether the entry at fault has been told already, with the rule */
    static void fault(Telling telling, Fault fault, boolean explained) {
        List<String> lines = new ArrayList<>();
        if (fault.level() > 0) {
            lines.add("found at level " + fault.level() + (fault.holeSize() > 0
                    ? "; every address in the same " + size(fault.holeSize()) + " meets it" : ""));
        }
        lines.add(fault.suppressed() ? SILENT : RECORDED);
        telling.stop(Kind.BAD, name(fault.reason()), lines, explained ? "" : Rules.of(fault.reason()));
    }

    static void outcome(Telling telling, DmaOutcome outcome, String rule) {
        switch (outcome) {
            case DmaOutcome.Translated t -> telling.stop(Kind.GOOD, t.address().toString(), List.of(), rule);
            case DmaOutcome.Blocked b -> telling.stop(Kind.BAD, name(b.reason()), List.of(b.silent() ? SILENT : RECORDED),
                    rule.isEmpty() ? Rules.of(b.reason()) : rule);
            case DmaOutcome.Granted g -> telling.stop(Kind.GOOD, g.rights() == Rights.NONE ? "success without any right"
                    : g.address() + ", " + size(g.size()) + ", rights " + g.rights(), List.of(), rule);
            case DmaOutcome.Refused r -> telling.stop(Kind.BAD, name(r.reason()) + ": " + (r.status()
                    == DmaOutcome.CompletionStatus.COMPLETER_ABORT ? "completer abort" : "unsupported request"), List.of(),
                    rule.isEmpty() ? Rules.of(r.reason()) : rule);
        }
    }

    /** The unit's own answer, where the tables alone do not say it. @param told it was told before @param byTables what they say */
    static void conclude(Telling telling, boolean told, DmaOutcome outcome, DmaOutcome byTables) {
        if (told || outcome.equals(byTables)) {
            return;
        }
        if (protectedMemory(outcome)) {
            withoutReason(telling, "§11.4.8: it lies in protected memory.");
            return;
        }
        boolean asked = outcome instanceof DmaOutcome.Granted || outcome instanceof DmaOutcome.Refused;
        outcome(telling, outcome, asked ? "§4.1, §7.1.3: what the device is told: the rights there are, or why there are none."
                : outcome instanceof DmaOutcome.Blocked b ? Rules.of(b.reason()) : "");
    }

    /** Whether the outcome is that of memory which PMEN protects, for a request that is translated at all. */
    static boolean protectedMemory(DmaOutcome outcome) {
        return outcome instanceof DmaOutcome.Blocked b && b.silent() && b.reason() == FaultReason.REQUEST_TYPE_BLOCKED;
    }
}
