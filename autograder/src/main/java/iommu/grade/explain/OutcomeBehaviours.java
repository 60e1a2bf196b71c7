package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The kind of mistake of rooms that answer a request with an outcome of several fields, or with a fault: scalable mode,
 * interrupts. A fault that is no denial stands for a check.
 */
final class OutcomeBehaviours {

    private static final String STORES = "stores";

    private OutcomeBehaviours() {
    }

    static boolean judges(Symptom symptom) {
        return symptom.ofLab("12", "13");
    }

    static Behaviour of(Symptom symptom) {
        if (symptom.hasLine("whole-only")) {
            return Behaviour.TORN_READ;
        }
        if (symptom.about("reuse")) {
            return Behaviour.FORGETS;
        }
        if (symptom.allowed().isEmpty()) {
            return symptom.refused() ? Behaviour.GOOD_REFUSED : Behaviour.WRONG_CONTENT;
        }
        if (symptom.about("cache")) {
            return symptom.refused() && !symptom.hasLine("invalidate-interrupts") && !symptom.mustRefuse() ? Behaviour.FAULT_KEPT
                    : Behaviour.STALE;
        }
        if (symptom.ofLab("13")) {
            return InterruptBehaviours.of(symptom);
        }
        if (symptom.ofLab("12")) {
            return ScalableBehaviours.of(symptom);
        }
        if (symptom.refused()) {
            return symptom.mustRefuse() ? otherFault(symptom) : isDenial(symptom.reason()) ? Behaviour.WRONG_RIGHTS : Behaviour.GOOD_REFUSED;
        }
        if (symptom.mustRefuse()) {
            return symptom.allowedReasons().stream().allMatch(OutcomeBehaviours::isDenial) ? Behaviour.WRONG_RIGHTS : Behaviour.BAD_ACCEPTED;
        }
        return otherOutcome(symptom);
    }

    private static boolean isDenial(String reason) {
        return Symptom.ends(reason, "DENIED");
    }

    private static Behaviour otherFault(Symptom symptom) {
        String owed = symptom.allowed().getFirst();
        if (symptom.allowedReasons().contains(symptom.reason())) {
            boolean silent = symptom.answered().contains(" silent");
            return silent != owed.contains(" silent") ? Behaviour.WRONG_SILENCE : storesOf(symptom);
        }
        boolean unread = Symptom.ends(symptom.reason(), "ACCESS_ERROR") && symptom.allowedReasons().stream()
                .allMatch(r -> Symptom.ends(r, "ACCESS_ERROR"));
        boolean wentOn = symptom.allowedReasons().stream().anyMatch(r -> Symptom.ends(r, "RESERVED", "INVALID", "NOT_PRESENT", "DISABLED",
                "WIDTH", "TABLE"));
        return wentOn && !unread && !Symptom.ends(symptom.reason(), "RESERVED") ? Behaviour.BAD_ACCEPTED : Behaviour.WRONG_REASON;
    }

    /** Both let the request go on, in other words. */
    private static Behaviour otherOutcome(Symptom symptom) {
        Map<String, String> said = Symptom.fields(symptom.answered());
        Map<String, String> owed = Symptom.fields(symptom.allowed().getFirst());
        Map<String, String> other = differences(said, owed);
        if (other.isEmpty() || other.keySet().equals(Set.of(STORES))) {
            return storesOf(symptom);
        }
        return other.containsKey("to") || symptom.answered().startsWith("0x") ? Behaviour.WRONG_ADDRESS : Behaviour.WRONG_CONTENT;
    }

    static Map<String, String> differences(Map<String, String> said, Map<String, String> owed) {
        Map<String, String> other = new LinkedHashMap<>(owed);
        other.putAll(said);
        other.keySet().removeIf(key -> Objects.equals(said.get(key), owed.get(key)));
        return other;
    }

    /** What was left in memory: too little, too much, or something else. */
    static Behaviour storesOf(Symptom symptom) {
        List<String> said = stores(symptom.answered());
        List<String> owed = stores(symptom.allowed().getFirst());
        if (said.equals(owed)) {
            return Behaviour.WRONG_DETAIL;
        }
        if (owed.containsAll(said)) {
            return Behaviour.LEAVES_OUT;
        }
        return said.containsAll(owed) ? Behaviour.ADDS : Behaviour.WRONG_CONTENT;
    }

    private static List<String> stores(String outcome) {
        String stores = Symptom.fields(outcome).getOrDefault(STORES, "-");
        return stores.equals("-") ? List.of() : List.of(stores.split(","));
    }
}
