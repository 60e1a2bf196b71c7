package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The kind of mistake of a room of scalable mode: who may do what, which structure was read, which flags were set. */
final class ScalableBehaviours {

    private static final List<String> RIGHTS = List.of("user", "supervisor", "writable");
    /** Structures in the order in which a lookup reads them. */
    private static final List<String> STRUCTURES = List.of("SCALABLE_ROOT_", "SCALABLE_CONTEXT_", "PASID_DIRECTORY_", "PASID_ENTRY_");
    private static final String SECOND_STAGE = "SECOND_STAGE_";
    /** Asked before any entry of a walk is read. */
    private static final String DISABLED = "SUPERVISOR_REQUEST_DISABLED";

    private ScalableBehaviours() {
    }

    static Behaviour of(Symptom symptom) {
        String owed = symptom.allowed().getFirst();
        if (symptom.refused()) {
            return symptom.mustRefuse() ? otherFault(symptom, owed) : refused(symptom, owed);
        }
        return symptom.mustRefuse() ? accepted(symptom, Symptom.reasonOf(owed)) : otherOutcome(symptom, owed);
    }

    private static Behaviour refused(Symptom symptom, String owed) {
        String reason = symptom.reason();
        if (isOfFlags(reason)) { // flags that can't be set stop a walk that owes some
            return Flags.of(owed).isEmpty() ? Behaviour.ADDS : Behaviour.GOOD_REFUSED;
        }
        if (isDenial(reason)) {
            return Behaviour.WRONG_RIGHTS;
        }
        return reason.endsWith("NOT_PRESENT") ? Behaviour.WRONG_ENTRY : Behaviour.GOOD_REFUSED;
    }

    private static Behaviour accepted(Symptom symptom, String right) {
        if (symptom.allowedReasons().stream().allMatch(ScalableBehaviours::isDenial)) {
            return Behaviour.WRONG_RIGHTS;
        }
        if (isOfFlags(right)) { // it did not try
            return Flags.of(symptom.answered()).equals(Flags.of(symptom.allowed().getFirst())) ? Behaviour.LEAVES_OUT : Behaviour.BAD_ACCEPTED;
        }
        if (right.startsWith(SECOND_STAGE) && endsInFirstStage(symptom)) {
            return Behaviour.WRONG_ADDRESS;
        }
        return right.endsWith("NOT_PRESENT") && StructureLines.elsewhere(symptom, right) ? Behaviour.WRONG_ENTRY : Behaviour.BAD_ACCEPTED;
    }

    /** Whether the last entry that a nested walk read was one of the first stage: nobody translated where the page is. */
    private static boolean endsInFirstStage(Symptom symptom) {
        String via = Symptom.fields(symptom.answered()).getOrDefault("via", "");
        String last = via.substring(via.lastIndexOf(',') + 1);
        return symptom.lines().stream().anyMatch(line -> line.startsWith("first-stage " + last + " "));
    }

    private static Behaviour otherFault(Symptom symptom, String owed) {
        String reason = symptom.reason();
        String right = Symptom.reasonOf(owed);
        if (symptom.allowedReasons().contains(reason)) {
            boolean silent = symptom.answered().contains(" silent");
            return silent != owed.contains(" silent") ? Behaviour.WRONG_SILENCE : Flags.compare(symptom.answered(), owed);
        }
        if (unread(reason) && unread(right)) {
            return Behaviour.WRONG_REASON;
        }
        if (isDenial(reason) != isDenial(right)) { // were an entry of this walk absent, that would be allowed as well
            boolean lost = reason.endsWith("STAGE_NOT_PRESENT") && !right.equals(DISABLED);
            return lost ? Behaviour.WRONG_ENTRY : Behaviour.WRONG_RIGHTS;
        }
        if (Symptom.ends(reason, "NOT_CANONICAL", "BEYOND_WIDTH") && !reason.startsWith("NESTED_")) {
            return Behaviour.GOOD_REFUSED; // asked before any table is read, and true of the request
        }
        if (structure(reason) >= 0 && structure(right) >= 0) {
            return otherStructure(symptom, reason, right);
        }
        if (right.startsWith(SECOND_STAGE) && reason.startsWith("FIRST_STAGE_")) {
            return Behaviour.WRONG_ENTRY; // read where it says, not where the second stage says
        }
        boolean wentOn = Symptom.ends(right, "RESERVED", "INVALID", "NOT_PRESENT", "DISABLED", "WIDTH", "CANONICAL", "TABLE", "DIRECTORY",
                "SIZE", "UNREADABLE", "UNWRITABLE");
        return wentOn && !reason.endsWith("RESERVED") ? Behaviour.BAD_ACCEPTED : Behaviour.WRONG_REASON;
    }

    /** Both faults are those of structures that a lookup reads one after the other. */
    private static Behaviour otherStructure(Symptom symptom, String reason, String right) {
        if (right.endsWith("ACCESS_ERROR")) {
            return Behaviour.WRONG_REASON;
        }
        if (reason.endsWith("NOT_PRESENT") && structure(reason) <= structure(right)) {
            return Behaviour.WRONG_ENTRY; // what it did not find is there
        }
        if (right.endsWith("NOT_PRESENT") && structure(reason) > structure(right)) {
            return StructureLines.elsewhere(symptom, right) ? Behaviour.WRONG_ENTRY : Behaviour.BAD_ACCEPTED;
        }
        return reason.endsWith("RESERVED") ? Behaviour.WRONG_REASON : Behaviour.BAD_ACCEPTED;
    }

    private static Behaviour otherOutcome(Symptom symptom, String owed) {
        Map<String, String> said = Symptom.fields(symptom.answered());
        Map<String, String> right = Symptom.fields(owed);
        Set<String> other = OutcomeBehaviours.differences(said, right).keySet();
        if (other.isEmpty() || other.equals(Set.of("stores"))) {
            return Flags.compare(symptom.answered(), owed);
        }
        if (other.contains("fpd")) {
            return Behaviour.WRONG_SILENCE;
        }
        if (other.stream().anyMatch(RIGHTS::contains)) {
            return Behaviour.WRONG_RIGHTS;
        }
        if (other.contains("directory")) {
            return Behaviour.WRONG_ENTRY;
        }
        if (other.equals(Set.of("via"))) {
            return Behaviour.WRONG_DETAIL;
        }
        return other.contains("to") && Objects.equals(said.get("size"), right.get("size")) ? Behaviour.WRONG_ADDRESS : Behaviour.WRONG_CONTENT;
    }

    private static boolean isDenial(String reason) {
        return Symptom.ends(reason, "DENIED", "SUPERVISOR_PAGE", DISABLED);
    }

    private static boolean isOfFlags(String reason) {
        return Symptom.ends(reason, "DIRTY_NOT_SNOOPED", "DIRTY_FAILED");
    }

    private static boolean unread(String reason) {
        return Symptom.ends(reason, "ACCESS_ERROR", "UNREADABLE");
    }

    private static int structure(String reason) {
        Optional<String> of = STRUCTURES.stream().filter(reason::startsWith).findFirst();
        return of.map(STRUCTURES::indexOf).orElse(-1);
    }
}
