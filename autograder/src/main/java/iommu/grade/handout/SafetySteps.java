package iommu.grade.handout;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.recorded.SaidShape;
import iommu.grade.recorded.Shape;
import iommu.oracle.SafetyContract;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A safety policy: every verdict that can be named is tried, and of each what its text must hold. Only Allowed changes what follows. */
final class SafetySteps implements StepRecorder {

    private static final String SOMETHING = " x ";

    private final Plan plan;
    private final boolean texts;
    private final Set<String> devices = new TreeSet<>();

    /** @param texts whether more is asked of a text than that it names the device */
    SafetySteps(Plan plan, boolean texts) {
        this.plan = plan;
        this.texts = texts;
        plan.steps().forEach(step -> {
            if (step.stimulus() instanceof RoomCall.AttachListener(Listener listener)) {
                devices.add(listener.source().toString());
            }
        });
        devices.add(new SourceId(0).toString());
    }

    @Override
    public Found at(LawProbe law, Map<Integer, Answer> history, int step, Answer reference) {
        return switch (plan.steps().get(step).stimulus()) {
            case RoomCall.AttachListener attach -> verdicts(law, history, step);
            case RoomCall.Reconfigure reconfigure -> verdicts(law, history, step);
            case RoomCall.PolicyOf policy -> exactly(law, history, step, policy(history, step));
            default -> exactly(law, history, step, new Answer.Done());
        };
    }

    private static Found exactly(LawProbe law, Map<Integer, Answer> history, int step, Answer answer) {
        if (!law.allows(history, step, answer)) {
            throw new IllegalStateException("the law does not allow " + answer);
        }
        return Found.only(LawProbe.bits(answer, other -> law.allows(history, step, other), step).sound(), answer);
    }

    private Found verdicts(LawProbe law, Map<Integer, Answer> history, int step) {
        List<Branch> branches = new ArrayList<>();
        Answer allowed = new RoomAnswer.Decided(new Verdict.Allowed());
        if (law.allows(history, step, allowed)) {
            branches.add(new Branch(List.of(new SaidShape(new Verdict.Allowed(), false, List.of(), Set.of(0))), allowed));
        }
        List<Shape> refusals = new ArrayList<>();
        for (Verdict verdict : refusals()) {
            said(law, history, step, verdict).ifPresent(refusals::add);
        }
        if (!refusals.isEmpty()) {
            branches.add(new Branch(refusals, refusals.getFirst().example()));
        }
        return new Found(branches, Optional.empty());
    }

    private List<Verdict> refusals() {
        List<Verdict> all = new ArrayList<>(List.of(new Verdict.NotNow(""), new Verdict.NoConfiguration("")));
        devices.forEach(device -> List.of(Witness.values()).forEach(witness -> all.add(new Verdict.Refused(witness, device, ""))));
        return all;
    }

    /** What the text must hold for this verdict to be allowed; empty if it never is. */
    private Optional<Shape> said(LawProbe law, Map<Integer, Answer> history, int step, Verdict verdict) {
        LawProbe.Allowed allowed = answer -> law.allows(history, step, answer);
        if (allowed.test(saying(verdict, ""))) {
            return Optional.of(new SaidShape(verdict, false, List.of(), Set.of(0)));
        }
        List<String> words = new ArrayList<>();
        if (verdict instanceof Verdict.Refused refused) {
            words.add(refused.device());
        }
        if (texts) {
            words.addAll(SafetyContract.words());
        }
        Set<Integer> named = new TreeSet<>();
        for (int chosen = 0; chosen < 1 << words.size(); chosen++) {
            if (allowed.test(saying(verdict, naming(words, chosen)))) {
                named.add(chosen);
            }
        }
        return named.isEmpty() ? Optional.empty() : Optional.of(new SaidShape(verdict, true, words, named));
    }

    private static String naming(List<String> words, int chosen) {
        return IntStream.range(0, words.size()).filter(i -> (chosen >>> i & 1) != 0).mapToObj(words::get)
                .collect(Collectors.joining(SOMETHING, SOMETHING, SOMETHING));
    }

    private static Answer saying(Verdict verdict, String text) {
        return new RoomAnswer.Decided(Shape.saying(verdict, text));
    }

    /** Where the verdicts so far have led to. */
    private RoomAnswer.Policy policy(Map<Integer, Answer> history, int step) {
        Configuration configuration = Configuration.DEFAULT;
        Map<Integer, Listener> attached = new TreeMap<>();
        for (int i = 0; i < step; i++) {
            Stimulus stimulus = plan.steps().get(i).stimulus();
            boolean allowed = history.get(i) instanceof RoomAnswer.Decided(Verdict verdict) && verdict instanceof Verdict.Allowed;
            switch (stimulus) {
                case RoomCall.AttachListener(Listener listener) when allowed -> attached.put(listener.id(), listener);
                case RoomCall.DetachListener(Listener listener) -> attached.remove(listener.id(), listener);
                case RoomCall.Reconfigure call when allowed -> configuration = call.configuration();
                default -> { }
            }
        }
        return new RoomAnswer.Policy(configuration, List.copyOf(attached.values()));
    }
}
