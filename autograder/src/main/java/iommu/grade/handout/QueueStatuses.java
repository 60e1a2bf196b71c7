package iommu.grade.handout;

import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.grade.recorded.Shape;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** What a queue may show: every value of each field is tried. Of the head it may matter later which one it was, while an error stands. */
final class QueueStatuses {

    private static final String MORE = "what a queue may show here is more than was written down";
    /** Heads that are tried with every choice of the other fields. */
    private static final int LIKELY = 12;
    private static final int SMALL_RING = 64;
    private static final SourceId NOBODY = new SourceId(0);
    private static final SourceId ANYBODY = new SourceId(0xBEEF);

    private final Plan plan;
    private final Set<Integer> heads = new TreeSet<>();

    QueueStatuses(Plan plan) {
        this.plan = plan;
        plan.steps().forEach(step -> {
            if (step.stimulus() instanceof RoomCall.UpdateQueue(QueueRegisters registers)) {
                for (int place = 0; place <= Math.min(registers.tail(), 256 << registers.size()); place++) {
                    heads.add(place);
                }
            }
        });
        heads.add(0);
    }

    /** Statuses of one kind lead to the same. @param head -1 where it does not matter later */
    private record Kind(int head, boolean completed) {
    }

    StepRecorder.Found at(LawProbe law, Map<Integer, Answer> history, int step, QueueStatus reference) {
        boolean stopped = isStopped(history, step);
        Map<Kind, List<Shape>> shapes = new LinkedHashMap<>();
        Map<Kind, Answer> examples = new LinkedHashMap<>();
        for (QueueStatus status : lawful(answer -> law.allows(history, step, answer), reference)) {
            Answer answer = new RoomAnswer.Queue(status);
            Kind kind = new Kind(stopped ? status.head() : -1, status.waitCompleted());
            List<Shape> known = shapes.computeIfAbsent(kind, none -> new ArrayList<>());
            if (known.stream().noneMatch(shape -> shape.fits(answer))) {
                known.add(shape(law, history, step, status));
            }
            examples.putIfAbsent(kind, answer);
        }
        List<StepRecorder.Branch> branches = shapes.entrySet().stream()
                .map(e -> new StepRecorder.Branch(e.getValue(), examples.get(e.getKey()))).toList();
        return new StepRecorder.Found(branches, branches.isEmpty() ? Optional.of(MORE) : Optional.empty());
    }

    /** The head does not depend on the other fields, but for IWC: so not every pair is tried. */
    private List<QueueStatus> lawful(LawProbe.Allowed allowed, QueueStatus reference) {
        List<QueueStatus> rests = new ArrayList<>();
        for (int head : likely(reference)) {
            if (rests.isEmpty()) {
                rests(reference).stream().map(rest -> at(rest, head)).filter(rest -> allowed.test(new RoomAnswer.Queue(rest))).forEach(rests::add);
            }
        }
        List<QueueStatus> all = new ArrayList<>();
        for (boolean completed : new boolean[] {false, true}) {
            List<QueueStatus> alike = rests.stream().filter(rest -> rest.waitCompleted() == completed).toList();
            if (!alike.isEmpty()) {
                heads(head -> allowed.test(new RoomAnswer.Queue(at(alike.getFirst(), head))), alike.getFirst().head())
                        .forEach(head -> alike.forEach(rest -> all.add(at(rest, head))));
            }
        }
        return all;
    }

    /** Of a large ring those next to one that is lawful: there is no gap between lawful heads. */
    private List<Integer> heads(IntPredicate lawful, int known) {
        if (heads.size() <= SMALL_RING) {
            return heads.stream().filter(lawful::test).toList();
        }
        List<Integer> found = new ArrayList<>(List.of(known));
        for (int head = known + 1; heads.contains(head) && lawful.test(head); head++) {
            found.add(head);
        }
        for (int head = known - 1; heads.contains(head) && lawful.test(head); head--) {
            found.add(head);
        }
        return found;
    }

    private List<Integer> likely(QueueStatus reference) {
        List<Integer> all = new ArrayList<>(List.of(reference.head()));
        all.addAll(heads.stream().limit(LIKELY).toList());
        return all;
    }

    private static QueueStatus at(QueueStatus s, int head) {
        return new QueueStatus(head, s.waitCompleted(), s.eventPending(), s.error(), s.timedOut(), s.unexpected());
    }

    private static List<QueueStatus> rests(QueueStatus reference) {
        List<QueueStatus> all = new ArrayList<>(List.of(reference));
        for (int flags = 0; flags < 4; flags++) {
            for (QueueError error : QueueError.values()) {
                for (SourceId late : List.of(reference.timedOut(), NOBODY)) {
                    for (SourceId strange : List.of(reference.unexpected(), NOBODY)) {
                        all.add(new QueueStatus(0, (flags & 1) != 0, (flags & 2) != 0, error, late, strange));
                    }
                }
            }
        }
        return all.stream().distinct().toList();
    }

    /** With fields that may be anything left out. */
    private static Shape shape(LawProbe law, Map<Integer, Answer> history, int step, QueueStatus s) {
        byte[] value = Shape.bytes(new RoomAnswer.Queue(s));
        byte[] mask = new byte[value.length];
        Arrays.fill(mask, (byte) -1);
        boolean anyError = EnumSet.allOf(QueueError.class).stream().allMatch(error -> law.allows(history, step, new RoomAnswer.Queue(
                new QueueStatus(s.head(), s.waitCompleted(), s.eventPending(), error, s.timedOut(), s.unexpected()))));
        if (anyError) {
            for (QueueError error : QueueError.values()) {
                leaveOut(mask, value, new QueueStatus(s.head(), s.waitCompleted(), s.eventPending(), error, s.timedOut(), s.unexpected()));
            }
        }
        QueueStatus late = new QueueStatus(s.head(), s.waitCompleted(), s.eventPending(), s.error(), ANYBODY, s.unexpected());
        if (law.allows(history, step, new RoomAnswer.Queue(late))) {
            leaveOut(mask, value, late);
        }
        QueueStatus strange = new QueueStatus(s.head(), s.waitCompleted(), s.eventPending(), s.error(), s.timedOut(), ANYBODY);
        if (law.allows(history, step, new RoomAnswer.Queue(strange))) {
            leaveOut(mask, value, strange);
        }
        return new Shape.Bits(value, mask);
    }

    /** Bytes in which the other differs count no more. */
    private static void leaveOut(byte[] mask, byte[] value, QueueStatus other) {
        byte[] bytes = Shape.bytes(new RoomAnswer.Queue(other));
        for (int i = 0; i < mask.length; i++) {
            mask[i] = bytes[i] == value[i] ? mask[i] : 0;
        }
    }

    /** Whether the queue has reported an error that has not been cleared. */
    private boolean isStopped(Map<Integer, Answer> history, int step) {
        Set<FaultCondition> standing = EnumSet.noneOf(FaultCondition.class);
        for (int i = 0; i < step; i++) {
            if (plan.steps().get(i).stimulus() instanceof RoomCall.ConditionsCleared(Set<FaultCondition> cleared)) {
                standing.removeAll(cleared);
            }
            if (history.get(i) instanceof RoomAnswer.Effects(List<Effect> effects)) {
                effects.stream().filter(Effect.ReportQueueError.class::isInstance)
                        .forEach(e -> standing.add(((Effect.ReportQueueError) e).condition()));
            }
        }
        return standing.contains(FaultCondition.QUEUE_ERROR) || standing.contains(FaultCondition.TIMEOUT_ERROR);
    }
}
