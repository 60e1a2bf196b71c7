package iommu.probe;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The calls of a safety policy, and which of its answers can be. */
final class SafetyCalls {

    /** Characters of a verdict's text: room for a sentence about each thing that stands against it. */
    static final int TEXT = 1000;

    private static final int MOST = 64;
    private static final int NAME = 40;

    private SafetyCalls() {
    }

    static Answer on(SafetyPolicy room, Stimulus stimulus) {
        return switch (stimulus) {
            case RoomCall.AttachListener call -> WellFormed.checked(new RoomAnswer.Decided(room.attach(call.listener())));
            case RoomCall.Reconfigure call ->
                WellFormed.checked(new RoomAnswer.Decided(room.reconfigure(call.configuration(), call.running())));
            case RoomCall.PolicyOf call -> state(room);
            case RoomCall.DetachListener call -> {
                room.detach(call.listener());
                yield new Answer.Done();
            }
            default -> throw new IllegalArgumentException("no call of a safety policy: " + stimulus);
        };
    }

    /** A set of a learner's own making is read once, and not to its end. */
    private static Answer state(SafetyPolicy room) {
        Set<Listener> attached = room.attached();
        if (attached == null) {
            return new Answer.Broken(Breach.NULL, "the set of listeners is null");
        }
        List<Listener> taken = new ArrayList<>();
        for (Listener listener : attached) {
            if (listener == null) {
                return new Answer.Broken(Breach.NULL, "a listener is null");
            }
            if (taken.size() == MOST) {
                return new Answer.Broken(Breach.MALFORMED, "more than " + MOST + " listeners");
            }
            taken.add(listener);
        }
        taken.sort(Comparator.comparingInt(Listener::id));
        return WellFormed.checked(new RoomAnswer.Policy(room.configuration(), taken));
    }

    /** @param verdict without a null in it */
    static void check(Verdict verdict) {
        switch (verdict) {
            case Verdict.Allowed v -> { }
            case Verdict.Refused v -> {
                text(v.device(), NAME);
                text(v.text(), TEXT);
            }
            case Verdict.NoConfiguration v -> text(v.text(), TEXT);
            case Verdict.NotNow v -> text(v.text(), TEXT);
        }
    }

    private static void text(String text, int most) {
        WellFormed.must(text.length() <= most, "a text of more than " + most + " characters");
        WellFormed.must(PlainText.isPlain(text), "a text with control characters: it is to stand on one line");
    }
}
