package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kind of mistake of a room that answers with what is to be done, one deed after another, with a verdict, or with a
 * value that it shows: rooms that are judged answer by answer.
 */
final class DeedBehaviours {

    private static final String NOTHING = "nothing";
    private static final List<String> REFUSALS = List.of("refused", "no-configuration", "not-now");
    private static final String BAD_DESCRIPTOR = "report queue-error";
    private static final String UNEXPECTED = "report completion-error";
    private static final List<String> OF_REGISTERS = List.of("invalid-tail", "tail-not-aligned", "invalid-width");
    private static final String NO_ERROR = "no-information";
    /** Deeds whose second word says what they are, not to whom they are done. */
    private static final List<String> OF_TWO_WORDS = List.of("iotlb", "context", "interrupts");

    private DeedBehaviours() {
    }

    /** Whether the run is one of such a room. Labs 01 to 04 answer with entries, faults and records. */
    static boolean judges(Symptom symptom) {
        return !symptom.ofLab("00", "01", "02", "03", "04");
    }

    static Behaviour of(Symptom symptom) {
        if (shows(symptom)) {
            return ofShown(symptom);
        }
        Optional<Behaviour> ofDriver = symptom.ofLab("07") ? DriverBehaviours.of(symptom) : Optional.empty();
        if (ofDriver.isPresent()) {
            return ofDriver.get();
        }
        if (symptom.allowed().isEmpty() && symptom.answered().equals(NOTHING)) {
            return Behaviour.LEAVES_OUT;
        }
        if (symptom.allowed().isEmpty()) {
            return Behaviour.WRONG_CONTENT; // no room that has answered so far as this one did knows better
        }
        List<String> done = deeds(symptom, symptom.answered());
        List<String> owed = deeds(symptom, symptom.allowed().getFirst());
        return refusal(symptom, done, owed).orElseGet(() -> compared(done, owed));
    }

    /** Whether the one that refuses and the one that does not are to blame for it, and not for what they did before. */
    private static Optional<Behaviour> refusal(Symptom symptom, List<String> done, List<String> owed) {
        List<String> extra = without(done, owed);
        boolean refuses = done.stream().anyMatch(DeedBehaviours::isRefusal);
        boolean mustRefuse = owed.stream().anyMatch(DeedBehaviours::isRefusal);
        if (refuses && mustRefuse && symptom.ofLab("09")) {
            return Optional.of(sameVerdict(done, owed));
        }
        List<String> missing = without(owed, done);
        boolean asleep = symptom.verb().equals("clear") && done.isEmpty(); // it does not go on at all
        boolean passedOver = !extra.isEmpty() || symptom.about("errors") && !missing.isEmpty() && !asleep; // without a deed, too
        if (mustRefuse && passedOver && missing.stream().allMatch(DeedBehaviours::isRefusal)) {
            return Optional.of(Behaviour.BAD_ACCEPTED);
        }
        boolean tooEarly = refuses && mustRefuse && done.size() == 1 && owed.size() > 1;
        boolean unprovoked = refuses && !mustRefuse && isRefusal(extra.getFirst()) && !standsStill(symptom, owed);
        boolean ofAnswer = symptom.verb().equals("device") && symptom.step().contains("done") && extra.contains(UNEXPECTED);
        return tooEarly || unprovoked || ofAnswer ? Optional.of(Behaviour.GOOD_REFUSED) : Optional.empty();
    }

    /** What was refused before and is not mended is no more asked for: nothing is to be done, and nothing refused again. */
    private static boolean standsStill(Symptom symptom, List<String> owed) {
        return owed.isEmpty() && (symptom.verb().equals("clear") || symptom.about("errors") || symptom.about("time-outs"));
    }

    /** A queue's registers are judged before anything is fetched: an error of theirs that is shown, or not, says what was checked. */
    private static Behaviour ofShown(Symptom symptom) {
        boolean said = OF_REGISTERS.contains(error(symptom.answered()));
        boolean owed = !symptom.allowed().isEmpty() && OF_REGISTERS.contains(error(symptom.allowed().getFirst()));
        if (!symptom.ofLab("06") || said == owed || error(symptom.answered()).equals(NO_ERROR)) {
            return Behaviour.WRONG_VALUE;
        }
        return owed ? Behaviour.BAD_ACCEPTED : Behaviour.GOOD_REFUSED;
    }

    private static String error(String status) {
        return Symptom.fields(status).getOrDefault("error", NO_ERROR);
    }

    /** Two refusals: of another kind, for another reason or device, or in other words. */
    private static Behaviour sameVerdict(List<String> done, List<String> owed) {
        if (!firstWords(done, 1).equals(firstWords(owed, 1))) {
            return Behaviour.OTHER_DEED;
        }
        return firstWords(done, 3).equals(firstWords(owed, 3)) ? Behaviour.WRONG_DETAIL : Behaviour.WRONG_REASON;
    }

    private static Behaviour compared(List<String> done, List<String> owed) {
        List<String> extra = without(done, owed);
        List<String> missing = without(owed, done);
        if (extra.isEmpty() && missing.isEmpty()) { // what has no words of its own looks the same
            return done.equals(owed) ? Behaviour.WRONG_CONTENT : Behaviour.WRONG_ORDER;
        }
        if (extra.isEmpty() || missing.isEmpty()) {
            return extra.isEmpty() ? Behaviour.LEAVES_OUT : Behaviour.ADDS;
        }
        List<String> extraKinds = extra.stream().map(DeedBehaviours::kind).toList();
        List<String> missingKinds = missing.stream().map(DeedBehaviours::kind).toList();
        if (without(extraKinds, missingKinds).isEmpty() && without(missingKinds, extraKinds).isEmpty()) {
            return Behaviour.WRONG_CONTENT;
        }
        return Behaviour.OTHER_DEED;
    }

    /** Whether the step only asked what there is to see. */
    private static boolean shows(Symptom symptom) {
        return symptom.verb().equals("status") || symptom.verb().equals("mmio") && symptom.step().get(1).startsWith("read");
    }

    private static boolean isRefusal(String deed) {
        return deed.equals(BAD_DESCRIPTOR) || REFUSALS.contains(deed.split("[ :]", 2)[0]);
    }

    /** What is done, without to whom: such as {@code iotlb page}. */
    private static String kind(String deed) {
        String[] words = deed.replaceFirst("^invalidate ", "").split("[ =]");
        return words.length > 1 && OF_TWO_WORDS.contains(words[0]) ? words[0] + " " + words[1] : words[0];
    }

    /** What an answer consists of; a driver's acts are parted by commas, effects and events by {@code then}. */
    private static List<String> deeds(Symptom symptom, String answer) {
        return Arrays.stream(answer.split(symptom.ofLab("07") ? ", " : " then ")).map(String::strip)
                .filter(deed -> !deed.equals(NOTHING) && !deed.isEmpty()).toList();
    }

    private static List<String> firstWords(List<String> deeds, int count) {
        return deeds.stream().map(deed -> String.join(" ", Arrays.stream(deed.split(" ")).limit(count).toList())).toList();
    }

    private static List<String> without(List<String> all, List<String> these) {
        List<String> rest = new ArrayList<>(all);
        these.forEach(rest::remove);
        return rest;
    }
}
