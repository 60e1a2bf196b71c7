package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kind of mistake of a room that tells listeners: by what a listener came to believe, or by why it must not be told so.
 */
final class ListenerBehaviours {

    private static final Pattern LISTENER = Pattern.compile("listener (\\d+) ");
    private static final Pattern BLOCK = Pattern.compile(" iova=0x([0-9a-f]{1,16}) am=[1-9]\\d?$");
    private static final Pattern FRAME = Pattern.compile(" to (0x[0-9a-f]+),");
    private static final Pattern PAGE = Pattern.compile(" of (0x[0-9a-f]+) ");

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
        if (why.startsWith("traps ") && isDeserted(symptom)) {
            return Behaviour.ADDS;
        }
        if (says(why, "wishes", " trap ", " traps ", "traps ")) {
            return Behaviour.WRONG_VALUE;
        }
        if (why.contains(" the mode ") && why.contains(", allowed ")) {
            return ofMode(symptom);
        }
        if (why.contains(" takes a ")) {
            return ofPage(symptom);
        }
        if (says(why, "the mode", "skipped what is memory")) {
            return Behaviour.LEAVES_OUT;
        }
        return why.contains("to drop") ? Behaviour.STALE : Behaviour.ADDS;
    }

    /** Whether everybody who came has left. */
    private static boolean isDeserted(Symptom symptom) {
        return symptom.lines().stream().filter(line -> line.startsWith("join ")).count()
                == symptom.lines().stream().filter(line -> line.startsWith("leave ")).count();
    }

    /** It was told a mode that its source is not in; or was told none when it should have been. */
    private static Behaviour ofMode(Symptom symptom) {
        String why = symptom.why();
        String allowed = why.substring(why.indexOf(", allowed "));
        if (!why.contains(" told now ")) {
            return missed(symptom);
        }
        if (symptom.ofLab("10") && isOfAnother(symptom)) {
            return Behaviour.WRONG_ENTRY;
        }
        boolean blocks = why.contains(" the mode BLOCKED");
        return allowed.contains("IDENTITY") ? Behaviour.LEAVES_OUT : blocks ? Behaviour.WRONG_ENTRY : Behaviour.BAD_ACCEPTED;
    }

    /** Whether what it was told can't come from its source's own entry: another's was stored to now, or its own never. */
    private static boolean isOfAnother(Symptom symptom) {
        List<String> run = run(symptom);
        String source = run.stream().filter(line -> line.startsWith("join " + listener(symptom) + " ")).findFirst()
                .map(line -> line.split("\\s+")[2]).orElse("");
        boolean elsewhere = symptom.verb().matches("attach|detach|map|edit-context") && !symptom.step().get(1).equals(source);
        boolean empty = run.stream().noneMatch(line -> line.matches("(attach|map|edit\\S*|detach) " + source + "( .*)?") || line.startsWith("write"));
        return elsewhere || empty && !says(symptom.why(), " the mode BLOCKED", "allowed [IDENTITY]");
    }

    private static List<String> run(Symptom symptom) {
        List<String> run = new ArrayList<>(symptom.lines());
        run.add(String.join(" ", symptom.step()));
        return run;
    }

    private static String listener(Symptom symptom) {
        Matcher named = LISTENER.matcher(symptom.why());
        return named.find() ? named.group(1) : "";
    }

    /** It takes a page for something else than its device could find there. */
    private static Behaviour ofPage(Symptom symptom) {
        String why = symptom.why();
        if (why.contains(", told of nothing there")) {
            return Behaviour.LEAVES_OUT;
        }
        if (!why.contains(", told now ")) {
            return missed(symptom);
        }
        boolean half = why.contains(", and is right of a ");
        String allowed = why.substring(why.indexOf(", allowed "));
        boolean refused = symptom.ofLab("10") ? allowed.contains("Blocked") : !allowed.contains("Translated"); // with CM=0 no fault is cached
        return half || why.contains(" to be blocked") ? Behaviour.WRONG_RIGHTS
                : refused ? Behaviour.BAD_ACCEPTED : wasMapped(symptom) ? Behaviour.STALE : Behaviour.WRONG_ADDRESS;
    }

    /** Whether the guest has mapped something there to where the listener believes it to be. */
    private static boolean wasMapped(Symptom symptom) {
        Matcher frame = FRAME.matcher(symptom.why());
        return frame.find() && symptom.mentions("gpa=" + frame.group(1) + " ");
    }

    /** Nothing was told when it should have been. */
    private static Behaviour missed(Symptom symptom) {
        return symptom.ofLab("08") ? missedInvalidation(symptom) : missedStore(symptom);
    }

    /**
     * A smallest run keeps AM only if it matters. Who counts the 2^AM pages wrongly misses the very page that is named, or
     * those below it, which are easily forgotten; who doesn't see what has changed misses any.
     */
    private static Behaviour missedInvalidation(Symptom symptom) {
        Matcher page = PAGE.matcher(symptom.why());
        Matcher block = BLOCK.matcher(String.join(" ", symptom.step()));
        if (!page.find() || !block.find()) {
            return Behaviour.STALE;
        }
        long missed = Long.parseUnsignedLong(page.group(1).substring(2), 16);
        long named = Long.parseUnsignedLong(block.group(1), 16);
        return missed <= named ? Behaviour.LEAVES_OUT : Behaviour.STALE;
    }

    /** What the stores say must be told without being announced; what the unit's registers say is announced. */
    private static Behaviour missedStore(Symptom symptom) {
        String last = run(symptom).reversed().stream().filter(line -> line.matches("(map|unmap|attach|detach|edit|write|translate).*")).findFirst().orElse("");
        boolean above = last.matches("edit .* level=[2-5] .*rights=.*") && symptom.why().contains(", and is right of a ");
        return last.startsWith("translate") ? Behaviour.STALE : above ? Behaviour.WRONG_RIGHTS : Behaviour.LEAVES_OUT;
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
