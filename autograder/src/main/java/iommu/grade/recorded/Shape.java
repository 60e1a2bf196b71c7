package iommu.grade.recorded;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.probe.AnswerCodec;
import iommu.probe.ProtocolException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A set of answers, written down in one line: its fields with a tabulator between them. */
public sealed interface Shape permits Shape.Bits, Shape.AnyEffects, SaidShape, EffectsShape, SequenceShape, WalkedShape {

    boolean fits(Answer answer);

    /** One of its members, for a person to see. */
    Answer example();

    /** The fields that {@link #read} makes it of again. */
    List<String> fields();

    /** @throws IllegalArgumentException if they are none of a shape */
    static Shape read(List<String> fields) {
        List<String> rest = fields.subList(1, fields.size());
        return switch (fields.getFirst()) {
            case Bits.WORD -> Bits.read(rest);
            case AnyEffects.WORD -> new AnyEffects(answer(rest.getFirst()));
            case SaidShape.WORD -> SaidShape.read(rest);
            case EffectsShape.WORD -> EffectsShape.read(rest);
            case SequenceShape.WORD -> SequenceShape.read(rest);
            case WalkedShape.WORD -> WalkedShape.read(rest);
            default -> throw new IllegalArgumentException("no shape of answers: " + fields.getFirst());
        };
    }

    /** An answer's bytes as they would travel, with whatever has no order in one order. */
    static byte[] bytes(Answer answer) {
        return AnswerCodec.encode(answer instanceof RoomAnswer.Policy(var configuration, List<Listener> attached)
                ? new RoomAnswer.Policy(configuration, attached.stream().sorted(Comparator.comparing(Listener::id)).toList()) : answer);
    }

    /** The same verdict with another text. */
    static Verdict saying(Verdict verdict, String text) {
        return switch (verdict) {
            case Verdict.Allowed allowed -> allowed;
            case Verdict.Refused refused -> new Verdict.Refused(refused.witness(), refused.device(), text);
            case Verdict.NoConfiguration no -> new Verdict.NoConfiguration(text);
            case Verdict.NotNow no -> new Verdict.NotNow(text);
        };
    }

    /** @throws IllegalArgumentException if the text is no answer's */
    static Answer answer(String hex) {
        try {
            return AnswerCodec.decode(HexFormat.of().parseHex(hex));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** @param mask the bits of {@code value} that count */
    record Bits(byte[] value, byte[] mask) implements Shape {

        static final String WORD = "bits";

        static Bits read(List<String> fields) {
            return new Bits(HexFormat.of().parseHex(fields.get(0)), HexFormat.of().parseHex(fields.get(1)));
        }

        @Override
        public boolean fits(Answer answer) {
            byte[] other = bytes(answer);
            if (other.length != value.length) {
                return false;
            }
            for (int i = 0; i < value.length; i++) {
                if (((other[i] ^ value[i]) & mask[i]) != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Answer example() {
            return answer(HexFormat.of().formatHex(value));
        }

        @Override
        public List<String> fields() {
            return List.of(WORD, HexFormat.of().formatHex(value), HexFormat.of().formatHex(mask));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bits(byte[] v, byte[] m) && Arrays.equals(v, value) && Arrays.equals(m, mask);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(value) + Arrays.hashCode(mask);
        }

        @Override
        public String toString() {
            return String.join(" ", fields());
        }
    }

    /** Effects of whatever kind: the group is about something else. */
    record AnyEffects(Answer example) implements Shape {

        static final String WORD = "any-effects";

        @Override
        public boolean fits(Answer answer) {
            return answer instanceof RoomAnswer.Effects;
        }

        @Override
        public List<String> fields() {
            return List.of(WORD, HexFormat.of().formatHex(bytes(example)));
        }
    }
}
