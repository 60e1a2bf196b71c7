package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * From the smallest failing run to the kind of mistake: by the step that went wrong, what was answered there, what was
 * allowed, and the group. It looks at no code, so it can be wrong; {@code ./iommu confidence} says how often.
 */
public final class Behaviours {

    private Behaviours() {
    }

    /** The kind of mistake that a failed group's run shows; empty if there is no run to look at. */
    public static Optional<Behaviour> of(GroupResult group) {
        return group.verdict() == Verdict.FAILED ? group.counterexample().map(smallest -> of(group.id(), smallest)) : Optional.empty();
    }

    /** The kind of mistake that this run shows. @param group the group whose case failed */
    public static Behaviour of(String group, Counterexample smallest) {
        Symptom symptom = Symptom.of(group, smallest);
        if (symptom.answered().matches("(threw|returned|ended|used up|stopped|crashed|wrote into|could not) .*|stopped answering")) {
            return symptom.mustRefuse() ? Behaviour.BAD_ACCEPTED : Behaviour.THROWS; // it went on, and came to grief
        }
        if (UnitBehaviours.judges(symptom)) {
            return UnitBehaviours.of(symptom);
        }
        if (OutcomeBehaviours.judges(symptom)) {
            return OutcomeBehaviours.of(symptom);
        }
        if (ListenerBehaviours.judges(symptom)) {
            return ListenerBehaviours.of(symptom);
        }
        if (DeedBehaviours.judges(symptom)) {
            return DeedBehaviours.of(symptom);
        }
        return switch (symptom.verb()) {
            case "context" -> context(symptom);
            case "walk" -> walk(symptom);
            case "lookup", "lookup-context", "lookup-prefix" -> cache(symptom);
            default -> log(symptom);
        };
    }

    private static Behaviour context(Symptom symptom) {
        if (symptom.hasLine("whole-only")) {
            return Behaviour.TORN_READ;
        }
        boolean elsewhere = symptom.about("lookup") && !symptom.hasLine("edit-context") && !symptom.hasLine("edit-root");
        if (symptom.refused() && symptom.mayRefuse()) {
            return otherContextFault(symptom, elsewhere);
        }
        if (symptom.refused()) {
            return elsewhere && !Symptom.ends(symptom.reason(), "RESERVED", "INVALID") ? Behaviour.WRONG_ENTRY : Behaviour.GOOD_REFUSED;
        }
        if (symptom.mustRefuse()) {
            return elsewhere ? Behaviour.WRONG_ENTRY : Behaviour.BAD_ACCEPTED;
        }
        return otherContext(symptom);
    }

    /** Of the root and the context entry, which was refused, and which should have been? */
    private static Behaviour otherContextFault(Symptom symptom, boolean elsewhere) {
        String reason = symptom.reason();
        if (symptom.allowedReasons().contains(reason)) {
            return Behaviour.WRONG_SILENCE;
        }
        boolean judged = Symptom.ends(reason, "RESERVED", "INVALID");
        boolean refusedRoot = reason.startsWith("ROOT");
        boolean mustRefuseRoot = symptom.allowedReasons().getFirst().startsWith("ROOT");
        if (refusedRoot && !mustRefuseRoot && judged) {
            return Behaviour.GOOD_REFUSED;
        }
        if (elsewhere && !judged) {
            return Behaviour.WRONG_ENTRY;
        }
        return mustRefuseRoot && !refusedRoot ? Behaviour.BAD_ACCEPTED : Behaviour.WRONG_REASON;
    }

    private static Behaviour otherContext(Symptom symptom) {
        Map<String, String> said = Symptom.fields(symptom.answered());
        Map<String, String> right = Symptom.fields(symptom.expected().orElse(""));
        if (!Objects.equals(said.get("did"), right.get("did"))) {
            return symptom.lines().stream().anyMatch(line -> line.matches("attach .* did=" + said.get("did") + "( .*)?"))
                    ? Behaviour.WRONG_ENTRY : Behaviour.WRONG_CONTENT;
        }
        return said.containsKey("fpd") == right.containsKey("fpd") ? Behaviour.WRONG_CONTENT : Behaviour.WRONG_SILENCE;
    }

    private static Behaviour walk(Symptom symptom) {
        if (symptom.refused()) {
            return symptom.mustRefuse() ? otherFault(symptom) : refusedWalk(symptom);
        }
        return symptom.mustRefuse() ? accepted(symptom) : otherMapping(symptom);
    }

    private static Behaviour otherFault(Symptom symptom) {
        String reason = symptom.reason();
        if (symptom.allowedReasons().contains(reason)) {
            return Behaviour.WRONG_DETAIL;
        }
        boolean denied = Symptom.ends(reason, "DENIED");
        boolean mustDeny = symptom.allowedReasons().stream().allMatch(r -> Symptom.ends(r, "DENIED"));
        if (mustDeny) {
            return symptom.aboutPlaces() && !denied ? Behaviour.WRONG_ENTRY : Behaviour.WRONG_REASON;
        }
        boolean unread = symptom.allowedReasons().stream().anyMatch(r -> Symptom.ends(r, "ACCESS_ERROR", "CONTEXT_INVALID"));
        return unread ? Behaviour.WRONG_REASON : Behaviour.BAD_ACCEPTED; // it went on, and met another obstacle
    }

    private static Behaviour refusedWalk(Symptom symptom) {
        if (Symptom.ends(symptom.reason(), "DENIED")) {
            return symptom.aboutPlaces() ? Behaviour.WRONG_ENTRY
                    : symptom.about("rights") ? Behaviour.WRONG_RIGHTS : Behaviour.GOOD_REFUSED;
        }
        boolean lost = symptom.aboutPlaces() && Symptom.ends(symptom.reason(), "ACCESS_ERROR", "CONTEXT_INVALID");
        return lost ? Behaviour.WRONG_ENTRY : Behaviour.GOOD_REFUSED;
    }

    private static Behaviour accepted(Symptom symptom) {
        boolean denied = symptom.allowedReasons().stream().allMatch(r -> Symptom.ends(r, "DENIED"));
        if (!denied) {
            return Behaviour.BAD_ACCEPTED;
        }
        boolean emptyEntry = symptom.answered().matches("0x[0-9a-f]{1,3} .*"); // frame 0: that of an entry of zeros
        return symptom.about("rights") ? Behaviour.WRONG_RIGHTS
                : emptyEntry || symptom.mentions("rights=-") ? Behaviour.BAD_ACCEPTED : Behaviour.WRONG_ENTRY;
    }

    private static Behaviour otherMapping(Symptom symptom) {
        String right = symptom.expected().orElse("");
        String[] said = symptom.answered().split("\\s+");
        String[] wanted = right.split("\\s+");
        if (!said[0].equals(wanted[0])) {
            boolean sameOffset = lastDigits(said[0], 3).equals(lastDigits(wanted[0], 3));
            boolean cut = lastDigits(said[0], 7).equals(lastDigits(wanted[0], 7));
            return symptom.aboutPlaces() && sameOffset && !cut ? Behaviour.WRONG_ENTRY : Behaviour.WRONG_ADDRESS;
        }
        if (said.length > 1 && wanted.length > 1 && !said[1].equals(wanted[1])) {
            return Behaviour.WRONG_RIGHTS;
        }
        if (Symptom.fields(symptom.answered()).containsKey("snoop") != Symptom.fields(right).containsKey("snoop")) {
            return Behaviour.WRONG_CONTENT;
        }
        return symptom.about("steps") || symptom.about("holes") ? Behaviour.WRONG_DETAIL : Behaviour.WRONG_ADDRESS;
    }

    private static String lastDigits(String address, int count) {
        return address.length() < count ? address : address.substring(address.length() - count);
    }

    private static Behaviour cache(Symptom symptom) {
        if (symptom.answered().equals("miss")) {
            return Behaviour.FORGETS;
        }
        if (symptom.refused()) {
            return Behaviour.FAULT_KEPT;
        }
        boolean nothingAllowed = symptom.allowed().stream().allMatch(a -> a.equals("miss"));
        if (nothingAllowed && symptom.mentions(" epoch=")) {
            return Behaviour.OVERTAKEN;
        }
        if (nothingAllowed) {
            return symptom.hasLine("invalidate") ? Behaviour.STALE : Behaviour.ALIAS;
        }
        return outlived(symptom) ? Behaviour.STALE : ofAnother(symptom) ? Behaviour.ALIAS : Behaviour.WRONG_CONTENT;
    }

    /** Whether what was answered is exactly what a fill gave that lies before the last invalidation. */
    private static boolean outlived(Symptom symptom) {
        int end = symptom.lines().size();
        while (end > 0 && !symptom.lines().get(end - 1).startsWith("invalidate")) {
            end--;
        }
        return symptom.lines().subList(0, end).stream().anyMatch(line -> gave(line, symptom));
    }

    private static boolean gave(String line, Symptom symptom) {
        Map<String, String> fill = Symptom.fields(line);
        if (symptom.verb().equals("lookup-context")) {
            Map<String, String> said = Symptom.fields(symptom.answered());
            return line.startsWith("fill-context " + symptom.step().get(1) + " ")
                    && List.of("did", "table").stream().allMatch(key -> Objects.equals(fill.get(key), said.get(key)));
        }
        String answered = symptom.answered().split(" ")[0];
        List<String> words = List.of(fill.getOrDefault("iova", ""), fill.getOrDefault("gpa", ""), symptom.step().getLast(), answered);
        if (!line.startsWith("fill ") || !line.contains(" " + symptom.step().get(1) + " ")
                || !words.stream().allMatch(word -> word.matches("0x[0-9a-f]{1,16}"))) {
            return false;
        }
        List<Long> numbers = words.stream().map(word -> Long.parseUnsignedLong(word.substring(2), 16)).toList();
        return numbers.get(3) - numbers.get(1) == numbers.get(2) - numbers.get(0);
    }

    /** Whether what was answered was filled for another source or another page than was asked for. */
    private static boolean ofAnother(Symptom symptom) {
        String asked = symptom.step().get(1);
        Map<String, String> said = Symptom.fields(symptom.answered());
        String key = said.containsKey("did") ? "did" : "table";
        List<String> origins = symptom.lines().stream().filter(line -> line.startsWith("fill"))
                .filter(line -> Objects.equals(Symptom.fields(line).get(key), said.get(key))).toList();
        return !origins.isEmpty() && origins.stream().noneMatch(line -> line.contains(" " + asked + " "));
    }

    private static Behaviour log(Symptom symptom) {
        if (!symptom.verb().equals("status")) {
            return Behaviour.WRONG_EVENT;
        }
        Map<String, String> said = Symptom.fields(symptom.answered());
        Map<String, String> right = Symptom.fields(symptom.expected().orElse(""));
        boolean samePlaces = Objects.equals(said.get("pending"), right.get("pending"));
        if (samePlaces && !symptom.about("every-fault") && !Objects.equals(said.get("conditions"), right.get("conditions"))) {
            return Behaviour.WRONG_CONDITION;
        }
        if (!samePlaces || symptom.about("every-fault") || !Objects.equals(said.get("first"), right.get("first"))) {
            return Behaviour.WRONG_REGISTER;
        }
        boolean sameRecords = said.entrySet().stream().filter(f -> f.getKey().startsWith("record"))
                .allMatch(f -> f.getValue().equals(right.get(f.getKey())));
        return sameRecords ? Behaviour.WRONG_EVENT : Behaviour.WRONG_RECORD;
    }
}
