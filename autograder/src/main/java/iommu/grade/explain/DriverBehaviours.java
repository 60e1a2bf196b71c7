package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kinds of mistake of lab 07 by what the law complains of. Where an entry's change is not covered, the commands are held
 * against those that were owed, if the driver has done as ours did so far, and else against the entry.
 */
final class DriverBehaviours {

    private static final String CONTEXT = "invalidate context";
    private static final String IOTLB = "invalidate iotlb";
    private static final String DEVICE_TLB = "device-tlb";
    private static final String WAIT = "wait";
    private static final Pattern PAGING = Pattern.compile("the change of the level .* in domain ([0-9, ]+) \\(");
    private static final Pattern ENTRY_OF_DEVICE = Pattern.compile("the change of the context entry of (\\S+) ");
    private static final Pattern DEVICE_TLBS = Pattern.compile("then the device-TLBs of \\[([^]]*)]");

    private final Symptom symptom;
    private final List<String> acts;
    private final List<String> commands;

    private DriverBehaviours(Symptom symptom) {
        this.symptom = symptom;
        acts = List.of(symptom.answered().split(", "));
        commands = commands(acts);
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
        if (why.startsWith("half of the entry") || why.startsWith("a page-selective invalidation for a unit without them")) {
            return Optional.of(Behaviour.OTHER_DEED);
        }
        if (why.startsWith("an address mask of")) {
            return Optional.of(Behaviour.WRONG_CONTENT);
        }
        boolean owes = why.contains(" is released while ") || why.startsWith("at the end of the call");
        return owes ? Optional.of(new DriverBehaviours(symptom).uncovered()) : Optional.empty();
    }

    private static List<String> commands(List<String> acts) {
        return acts.stream().filter(act -> act.startsWith("invalidate") || act.startsWith(DEVICE_TLB) || act.equals(WAIT)).toList();
    }

    private Behaviour uncovered() {
        boolean early = symptom.why().contains(" is released while ");
        if (commands.isEmpty()) {
            boolean notYet = early && symptom.hasLine("drive batched") && !symptom.step().contains("sync");
            return notYet ? Behaviour.ADDS : Behaviour.LEAVES_OUT;
        }
        List<String> owed = symptom.allowed().isEmpty() ? List.of() : commands(List.of(symptom.allowed().getFirst().split(", ")));
        if (!owed.isEmpty() && without(commands, owed).isEmpty() && !without(owed, commands).isEmpty() || !commands.contains(WAIT)) {
            return Behaviour.LEAVES_OUT;
        }
        return outOfOrder(early) ? Behaviour.WRONG_ORDER : byEntry();
    }

    /** A wait completes what stands before it; contexts go before the IOTLB, and that before the device-TLBs. */
    private boolean outOfOrder(boolean early) {
        boolean structures = symptom.why().contains("of a root entry") || symptom.why().contains("of the context entry");
        return early && last(acts, WAIT) > first(acts, "release") || !commands.getLast().equals(WAIT)
                || structures && first(commands, IOTLB) >= 0 && last(commands, CONTEXT) > first(commands, IOTLB)
                || symptom.why().contains("the device-TLBs of") && first(commands, DEVICE_TLB) >= 0
                        && first(commands, DEVICE_TLB) < last(commands, IOTLB);
    }

    /** Was the entry forgotten, or is it meant by a command that does not reach it? */
    private Behaviour byEntry() {
        String why = symptom.why();
        Matcher paging = PAGING.matcher(why);
        Matcher device = ENTRY_OF_DEVICE.matcher(why);
        boolean forgotten;
        if (why.contains("the change of a root entry")) {
            forgotten = !has(CONTEXT + " global") || !has(IOTLB + " global");
        } else if (device.find()) {
            forgotten = !(has(CONTEXT + " global") || has(CONTEXT + " domain") || has(CONTEXT + " device " + device.group(1)))
                    || !has(IOTLB);
        } else {
            forgotten = !has(IOTLB) || paging.find() && anotherDomainsTurn(paging.group(1));
        }
        return forgotten || devicesForgotten() ? Behaviour.LEAVES_OUT : Behaviour.WRONG_CONTENT;
    }

    /** Whether each IOTLB command is there for another domain's sake: the calls since the last sync are about both. */
    private boolean anotherDomainsTurn(String domains) {
        List<String> wanted = List.of(domains.split(", "));
        List<String> calls = new ArrayList<>();
        for (String line : symptom.hasLine("drive batched") ? symptom.lines() : List.<String>of()) {
            if (line.startsWith("drive sync")) {
                calls.clear();
            }
            calls.add(line + " ");
        }
        calls.add(String.join(" ", symptom.step()) + " ");
        return wanted.stream().anyMatch(did -> areAbout(calls, did))
                && commands.stream().filter(act -> act.startsWith(IOTLB)).map(act -> Symptom.fields(act).getOrDefault("did", ""))
                        .allMatch(did -> !wanted.contains(did) && areAbout(calls, did));
    }

    private static boolean areAbout(List<String> calls, String domain) {
        return calls.stream().anyMatch(call -> call.contains(" did=" + domain + " "));
    }

    private boolean devicesForgotten() {
        Matcher devices = DEVICE_TLBS.matcher(symptom.why());
        return devices.find() && Arrays.stream(devices.group(1).split(", ")).anyMatch(device -> !has(DEVICE_TLB + " " + device));
    }

    private boolean has(String beginning) {
        return first(commands, beginning) >= 0;
    }

    private static List<String> without(List<String> all, List<String> these) {
        List<String> rest = new ArrayList<>(all);
        these.forEach(rest::remove);
        return rest;
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
