package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.grade.judge.Law;
import iommu.grade.judge.RunJudge;
import iommu.grade.recorded.Shape;
import iommu.probe.AnswerCodec;
import iommu.probe.ProtocolException;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out what a law allows by asking it: of any history it can be asked again whether one more answer is in order.
 */
final class LawProbe {

    private static final int SAMPLES = 40;

    private final Plan plan;
    private final Law law;

    LawProbe(Plan plan, Law law) {
        this.plan = plan;
        this.law = law;
    }

    /** Whether the answer is allowed at the step, after these answers to steps before. */
    boolean allows(Map<Integer, Answer> history, int step, Answer answer) {
        return objection(history, step, answer).isEmpty();
    }

    /** Why the answer is not allowed. */
    Optional<String> objection(Map<Integer, Answer> history, int step, Answer answer) {
        RunJudge run = law.begin();
        for (int i = 0; i < step; i++) {
            Optional<RunJudge.Objection> earlier = run.judge(i, history.getOrDefault(i, new Answer.Done()));
            if (earlier.isPresent()) {
                return earlier.map(RunJudge.Objection::why);
            }
        }
        return run.judge(step, answer).map(RunJudge.Objection::why);
    }

    /** Whether the law still speaks after this history. */
    boolean speaks(Map<Integer, Answer> history) {
        RunJudge run = law.begin();
        for (int i = 0; i < plan.steps().size(); i++) {
            if (i > history.keySet().stream().mapToInt(k -> k).max().orElse(-1)) {
                break;
            }
            run.judge(i, history.getOrDefault(i, new Answer.Done()));
        }
        return run.silence().isEmpty();
    }

    /** A question about answers that differ from one in some of their bits. */
    interface Allowed {
        boolean test(Answer answer);
    }

    /**
     * An allowed answer, and which of its bits count: those that can't be turned over. Each is tried alone, and some
     * choices of the free ones together, where they are something that a room can say.
     *
     * @param seed of these choices
     */
    static Found bits(Answer answer, Allowed allowed, long seed) {
        return bits(answer, allowed, seed, Set.of());
    }

    /** The same. @param kept bits that are not turned over, for whoever asks turns them over himself */
    static Found bits(Answer answer, Allowed allowed, long seed, Set<Integer> kept) {
        byte[] value = Shape.bytes(answer);
        byte[] mask = new byte[value.length];
        List<Integer> free = new ArrayList<>();
        for (int bit = 0; bit < 8 * value.length; bit++) {
            byte[] other = value.clone();
            turn(other, bit);
            if (!kept.contains(bit) && said(other).filter(allowed::test).isPresent()) {
                free.add(bit);
            } else {
                turn(mask, bit);
            }
        }
        Random random = new Random(seed);
        boolean independent = true;
        for (int i = 0; i < SAMPLES && !free.isEmpty(); i++) {
            byte[] other = value.clone();
            free.stream().filter(bit -> random.nextBoolean()).forEach(bit -> turn(other, bit));
            byte[] pair = value.clone(); // of many bits at once most choices are nothing that can be said
            turn(pair, free.get(random.nextInt(free.size())));
            turn(pair, free.get(random.nextInt(free.size())));
            independent &= said(other).map(allowed::test).orElse(true) && said(pair).map(allowed::test).orElse(true);
        }
        return new Found(new Shape.Bits(value, mask), independent);
    }

    /**
     * The same in two shapes, where the free bits hang together by one of them: the answers that have it, and those that don't.
     *
     * @return several if each is independent; else one that is not
     */
    static List<Found> split(Answer answer, Allowed allowed, long seed) {
        Found whole = bits(answer, allowed, seed);
        for (int bit = 0; bit < 8 * whole.shape.value().length && !whole.independent; bit++) {
            byte[] other = whole.shape.value().clone();
            turn(other, bit);
            if ((whole.shape.mask()[bit / 8] >> bit % 8 & 1) == 0) {
                Found with = bits(answer, allowed, seed, Set.of(bit));
                Found without = bits(said(other).orElseThrow(), allowed, seed, Set.of(bit));
                if (with.independent && without.independent) {
                    return List.of(with, without);
                }
            }
        }
        return List.of(whole);
    }

    /** The bits in which two answers of one length differ. */
    static Set<Integer> difference(Answer one, Answer other) {
        byte[] these = Shape.bytes(one);
        byte[] those = Shape.bytes(other);
        Set<Integer> bits = new TreeSet<>();
        for (int bit = 0; bit < 8 * Math.min(these.length, those.length); bit++) {
            if (((these[bit / 8] ^ those[bit / 8]) >> bit % 8 & 1) != 0) {
                bits.add(bit);
            }
        }
        return bits;
    }

    /** @param independent whether the free bits may be chosen each by itself; if not, more may be allowed than the shape has */
    record Found(Shape.Bits shape, boolean independent) {

        /** The shape, or where its bits hang together just the one answer. */
        Shape.Bits sound() {
            if (independent) {
                return shape;
            }
            byte[] all = new byte[shape.value().length];
            Arrays.fill(all, (byte) -1);
            return new Shape.Bits(shape.value(), all);
        }
    }

    private static void turn(byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }

    /** The answer that these bytes are; empty if they are nothing that a room can say. */
    private static Optional<Answer> said(byte[] bytes) {
        try {
            return Optional.of(AnswerCodec.decode(bytes));
        } catch (ProtocolException noAnswer) {
            return Optional.empty();
        }
    }
}
