package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of mistake of lab 07 by what the law complains of. Where a driver took its pages in another order than ours, there
 * is nothing to compare its acts with.
 */
final class DriverBehaviours {

    private static final String CONTEXT = "invalidate context";
    private static final String IOTLB = "invalidate iotlb";

    private DriverBehaviours() {
    }

    /** Empty where a comparison with the right acts says more. */
    static Optional<Behaviour> of(Symptom symptom) {
        String why = symptom.why();
        if (why.startsWith("all would be well without") || why.contains("though it is still mapped")) {
            return Optional.of(Behaviour.ADDS);
        }
        if (why.contains("are not released")) {
            return Optional.of(Behaviour.LEAVES_OUT);
        }
        boolean early = why.contains(" is released ");
        if (!symptom.allowed().isEmpty() || !early && !why.startsWith("at the end of the call")) {
            return Optional.empty();
        }
        List<String> acts = Arrays.asList(symptom.answered().split(", "));
        boolean contextsLate = last(acts, CONTEXT) > first(acts, IOTLB) && first(acts, IOTLB) >= 0;
        boolean waitsLate = early && last(acts, "wait") > first(acts, "release");
        if (contextsLate || waitsLate) {
            return Optional.of(Behaviour.WRONG_ORDER);
        }
        if (first(acts, IOTLB) >= 0) {
            return Optional.of(Behaviour.WRONG_CONTENT);
        }
        boolean notYet = early && symptom.hasLine("drive batched") && !symptom.step().contains("sync");
        return Optional.of(notYet ? Behaviour.ADDS : Behaviour.LEAVES_OUT);
    }

    private static int first(List<String> acts, String kind) {
        for (int i = 0; i < acts.size(); i++) {
            if (acts.get(i).startsWith(kind)) {
                return i;
            }
        }
        return -1;
    }

    private static int last(List<String> acts, String kind) {
        int last = -1;
        for (int i = 0; i < acts.size(); i++) {
            last = acts.get(i).startsWith(kind) ? i : last;
        }
        return last;
    }
}
