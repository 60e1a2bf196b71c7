package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The kind of mistake of a room that remaps interrupts. Which entry it read is told by the index of its fault, or by the
 * entry of the run that says what it answered.
 */
final class InterruptBehaviours {

    /** Reasons that are found without an entry, before an index is worked out (§5.1.4). */
    private static final List<String> OF_FORMAT = List.of("INTERRUPT_REMAPPING_REQUIRED", "EXTENDED_INTERRUPT_MODE_REQUIRED",
            "COMPATIBILITY_INTERRUPT_BLOCKED", "INTERRUPT_FORMAT_RESERVED");
    /** In which of the steps of §5.1.4 the other reasons are found; those of one step have no order. */
    private static final Map<String, Integer> STEPS = Map.of("INTERRUPT_INDEX_BEYOND_TABLE", 1, "INTERRUPT_ENTRY_ACCESS_ERROR", 2,
            "INTERRUPT_ENTRY_NOT_PRESENT", 3, "INTERRUPT_SOURCE_INVALID", 4, "INTERRUPT_ENTRY_RESERVED", 4,
            "POSTED_DESCRIPTOR_ACCESS_ERROR", 5, "POSTED_DESCRIPTOR_RESERVED", 5);

    private InterruptBehaviours() {
    }

    static Behaviour of(Symptom symptom) {
        String owed = symptom.allowed().getFirst();
        if (symptom.refused()) {
            return symptom.mustRefuse() ? otherFault(symptom, owed) : refused(symptom, owed);
        }
        if (symptom.mustRefuse()) {
            boolean elsewhere = MessageTable.of(symptom).entriesLike(symptom.answered()).stream()
                    .anyMatch(index -> !Optional.of(index).equals(index(owed)));
            return elsewhere && !OF_FORMAT.contains(Symptom.reasonOf(owed)) ? Behaviour.WRONG_ENTRY : Behaviour.BAD_ACCEPTED;
        }
        return otherOutcome(symptom, owed);
    }

    /** Nothing was wrong. What is not found there, or found for another index, was looked for elsewhere. */
    private static Behaviour refused(Symptom symptom, String owed) {
        if (owed.equals("unchanged") || OF_FORMAT.contains(symptom.reason())) {
            return Behaviour.GOOD_REFUSED;
        }
        boolean otherIndex = index(symptom.answered()).filter(index -> index != MessageTable.of(symptom).asked()).isPresent();
        return otherIndex || Symptom.ends(symptom.reason(), "NOT_PRESENT", "ENTRY_ACCESS_ERROR") ? Behaviour.WRONG_ENTRY : Behaviour.GOOD_REFUSED;
    }

    private static Behaviour otherFault(Symptom symptom, String owed) {
        String reason = symptom.reason();
        String right = Symptom.reasonOf(owed);
        boolean otherIndex = !OF_FORMAT.contains(reason) && !OF_FORMAT.contains(right)
                && !index(symptom.answered()).equals(index(owed));
        if (symptom.allowedReasons().contains(reason)) {
            boolean otherSilence = symptom.answered().contains(" silent") != owed.contains(" silent");
            boolean unsaid = index(symptom.answered()).equals(Optional.of(0));
            return otherSilence ? Behaviour.WRONG_SILENCE : !otherIndex ? OutcomeBehaviours.storesOf(symptom)
                    : unsaid ? Behaviour.WRONG_DETAIL : Behaviour.WRONG_ENTRY;
        }
        if (otherIndex) {
            return Behaviour.WRONG_ENTRY;
        }
        boolean judgedAbsent = right.endsWith("NOT_PRESENT") && reason.endsWith("ENTRY_RESERVED");
        int apart = STEPS.getOrDefault(reason, 0) - STEPS.getOrDefault(right, 0);
        if (apart == 0 || judgedAbsent || right.endsWith("ENTRY_ACCESS_ERROR")) {
            return Behaviour.WRONG_REASON;
        }
        return apart > 0 ? Behaviour.BAD_ACCEPTED : Behaviour.GOOD_REFUSED; // it went on, or stopped too early
    }

    /** Both let the interrupt go on, in other words. */
    private static Behaviour otherOutcome(Symptom symptom, String owed) {
        String answered = symptom.answered();
        MessageTable table = MessageTable.of(symptom);
        if (!kind(answered).equals(kind(owed))) {
            return fromElsewhere(table, answered) ? Behaviour.WRONG_ENTRY : Behaviour.OTHER_DEED;
        }
        Map<String, String> said = Symptom.fields(answered);
        Map<String, String> right = Symptom.fields(owed);
        if (kind(owed).equals("posted")) {
            return otherPosting(symptom, said, right);
        }
        return !Objects.equals(said.get("vector"), right.get("vector")) && fromElsewhere(table, answered) ? Behaviour.WRONG_ENTRY
                : Behaviour.WRONG_CONTENT;
    }

    private static Behaviour otherPosting(Symptom symptom, Map<String, String> said, Map<String, String> right) {
        if (!symptom.answered().split(" ")[1].equals(symptom.allowed().getFirst().split(" ")[1])) {
            return fromElsewhere(MessageTable.of(symptom), symptom.answered()) ? Behaviour.WRONG_ENTRY : Behaviour.WRONG_CONTENT;
        }
        if (said.containsKey("vector") != right.containsKey("vector")) { // a notification has one
            return said.containsKey("vector") ? Behaviour.ADDS : Behaviour.LEAVES_OUT;
        }
        return Objects.equals(said.get("vector"), right.get("vector")) && Objects.equals(said.get("to"), right.get("to"))
                ? OutcomeBehaviours.storesOf(symptom) : Behaviour.WRONG_CONTENT;
    }

    /** Whether another entry says this, and the one of the message does not. */
    private static boolean fromElsewhere(MessageTable table, String answered) {
        List<Integer> like = table.entriesLike(answered);
        return !like.isEmpty() && !like.contains(table.asked());
    }

    /** {@code posted}, {@code unchanged} or {@code interrupt}. */
    private static String kind(String outcome) {
        String word = outcome.split(" ")[0];
        return word.startsWith("vector=") ? "interrupt" : word;
    }

    /** The index that a fault is recorded with. */
    private static Optional<Integer> index(String fault) {
        return Optional.ofNullable(Symptom.fields(fault).get("index")).map(Integer::decode);
    }
}
