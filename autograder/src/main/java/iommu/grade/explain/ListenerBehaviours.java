package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.Arrays;

/**
 * The kind of mistake of a room that tells listeners: by what a listener came to believe, or by why it must not be told so.
 */
final class ListenerBehaviours {

    private ListenerBehaviours() {
    }

    static boolean judges(Symptom symptom) {
        return symptom.ofLab("08", "10");
    }

    static Behaviour of(Symptom symptom) {
        if (symptom.verb().equals("view")) {
            return believed(symptom);
        }
        String why = symptom.why();
        if (says(why, "mapped over", "the mode changes while", "a piece while the mode is", "bisects", "nothing of this place")) {
            return Behaviour.WRONG_ORDER;
        }
        if (says(why, "no natural block", "a frame off its alignment")) {
            return Behaviour.WRONG_CONTENT;
        }
        if (says(why, "wishes", " trap ", " traps ", "traps ")) {
            return Behaviour.WRONG_VALUE;
        }
        if (says(why, "to be blocked", "the mode", "skipped what is memory")) {
            return Behaviour.LEAVES_OUT;
        }
        if (says(why, "to drop", " takes a ")) {
            return Behaviour.STALE;
        }
        return Behaviour.ADDS;
    }

    private static boolean says(String why, String... parts) {
        return Arrays.stream(parts).anyMatch(why::contains);
    }

    /** A listener is asked for a page, and holds what its device can't find there. */
    private static Behaviour believed(Symptom symptom) {
        String said = symptom.answered();
        String owed = symptom.allowed().isEmpty() ? "" : symptom.allowed().getFirst();
        if (said.startsWith("blocked")) {
            return Behaviour.LEAVES_OUT;
        }
        if (!owed.startsWith("0x") || !said.startsWith("0x")) {
            boolean wasThere = symptom.lines().stream().anyMatch(line -> line.matches("(unmap|detach|clear|translate\\s+off|invalidate).*"));
            return wasThere || !owed.startsWith("blocked") ? Behaviour.STALE : Behaviour.BAD_ACCEPTED;
        }
        boolean sameFrame = said.split(" ")[0].equals(owed.split(" ")[0]);
        return sameFrame ? Behaviour.WRONG_RIGHTS : Behaviour.STALE;
    }
}
