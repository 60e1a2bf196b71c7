package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The kind of mistake of a whole unit: of how a request ends, of what a register shows, and of what reaches beyond the
 * unit. The rooms are right, so a right that is given or denied wrongly is a request let through or refused wrongly.
 */
final class UnitBehaviours {

    /** Registers whose bits software clears by writing 1 to them: FSTS, ICS, and F of a fault record (§11.4.7, §11.4.9). */
    private static final Set<String> CLEARED = Set.of("0x34", "0x9c", "0x22c", "0x23c", "0x24c", "0x25c");

    private UnitBehaviours() {
    }

    static boolean judges(Symptom symptom) {
        return symptom.ofLab("11");
    }

    static Behaviour of(Symptom symptom) {
        if (symptom.about("reuse") || symptom.about("quiet")) {
            return symptom.about("reuse") ? Behaviour.FORGETS : Behaviour.ADDS; // asks again, or asks for nothing
        }
        if (symptom.why().startsWith("software was told")) { // EarlyWord
            return Behaviour.WRONG_ORDER;
        }
        if (symptom.about("late-fills")) {
            return Behaviour.STALE;
        }
        return switch (symptom.verb()) {
            case "dma" -> request(symptom);
            case "mmio" -> register(symptom);
            default -> DeedBehaviours.of(symptom);
        };
    }

    private static Behaviour request(Symptom symptom) {
        if (symptom.allowed().isEmpty()) {
            return symptom.refused() ? Behaviour.GOOD_REFUSED : Behaviour.WRONG_CONTENT;
        }
        if (newRoot(symptom)) {
            return Behaviour.STALE;
        }
        if (symptom.about("invalidation") || startedAgain(symptom)) {
            return symptom.about("invalidation") && symptom.refused() && !symptom.mustRefuse() ? Behaviour.FAULT_KEPT : Behaviour.STALE;
        }
        if (!symptom.refused()) {
            return symptom.mustRefuse() ? Behaviour.BAD_ACCEPTED : Behaviour.WRONG_ADDRESS;
        }
        if (symptom.allowedReasons().contains(symptom.reason())) {
            return Behaviour.WRONG_SILENCE;
        }
        if (symptom.mustRefuse() && beforeTables(symptom)) {
            return Behaviour.BAD_ACCEPTED; // it went on, and met another obstacle
        }
        if (symptom.reason().matches("(ROOT|CONTEXT)_.*") && !goesOnUnchanged(symptom)) {
            return Behaviour.WRONG_ENTRY;
        }
        return symptom.mustRefuse() ? Behaviour.WRONG_REASON : Behaviour.GOOD_REFUSED;
    }

    /** Whether the unit was reset and set up anew: what it answers by now, it knew before (§11.3). */
    private static boolean startedAgain(Symptom symptom) {
        List<String> lines = symptom.lines();
        int reset = lines.lastIndexOf("reset");
        return reset >= 0 && lines.subList(reset, lines.size()).stream().anyMatch(line -> line.matches("te +on"));
    }

    /** Whether the root table was taken over anew since a request was made: of a unit with ESRTPS nothing is known any more (§6.6). */
    private static boolean newRoot(Symptom symptom) {
        List<String> lines = symptom.lines();
        int root = lines.lastIndexOf("root");
        return symptom.about("commands") && lines.stream().anyMatch(line -> line.contains("root-invalidates=on")) && root >= 0
                && lines.subList(0, root).stream().anyMatch(line -> line.startsWith("dma"));
    }

    /** Whether the request must be stopped before any table is asked for its page. */
    private static boolean beforeTables(Symptom symptom) {
        return symptom.allowedReasons().stream().allMatch(reason -> Symptom.ends(reason, "LEGACY_MODE", "MODE_INVALID", "TYPE_BLOCKED",
                "BEYOND_WIDTH"));
    }

    /** Translation is off, or the context entry lets the request pass: no page is looked for. */
    private static boolean goesOnUnchanged(Symptom symptom) {
        return symptom.step().size() > 3 && symptom.expected().equals(Optional.of(symptom.step().get(3)));
    }

    /** A register that shows less than is so, or more; left out is what software has cleared, or a device has said. */
    private static Behaviour register(Symptom symptom) {
        long shown = number(symptom.answered());
        long owed = symptom.allowed().isEmpty() ? 0 : number(symptom.allowed().getFirst());
        List<String> last = symptom.lines().isEmpty() ? List.of("") : List.of(symptom.lines().getLast().split("\\s+"));
        boolean cleared = last.size() > 2 && last.get(0).equals("mmio") && last.get(1).startsWith("write") && CLEARED.contains(last.get(2));
        boolean tooMuch = (shown & ~owed) != 0 && (owed & ~shown) == 0;
        boolean tooLittle = (owed & ~shown) != 0 && (shown & ~owed) == 0;
        return cleared && tooMuch || last.getFirst().equals("device-tlb") && tooLittle ? Behaviour.LEAVES_OUT : Behaviour.WRONG_VALUE;
    }

    private static long number(String hex) {
        return hex.matches("0x[0-9a-f]{1,16}") ? Long.parseUnsignedLong(hex.substring(2), 16) : 0;
    }
}
