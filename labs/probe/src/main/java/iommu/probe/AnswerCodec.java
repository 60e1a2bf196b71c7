package iommu.probe;

import iommu.arch.DmaOutcome;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an {@link Answer} travels. What is decoded is well formed: the same checks hold for answers that come over the
 * wire as for a room's own, so that forged bytes can say nothing that a room could not.
 */
public final class AnswerCodec {

    private static final int TEXT = 2048;
    private static final String NO_ROOM = "no lab has a room that answers ";

    private AnswerCodec() {
    }

    /** The payload that stands for an answer. */
    public static byte[] encode(Answer answer) {
        FrameWriter out = new FrameWriter();
        write(out, answer);
        return out.toBytes();
    }

    /** The answer that a whole payload stands for. @throws ProtocolException if it is not one, or more than one */
    public static Answer decode(byte[] payload) throws ProtocolException {
        FrameReader in = new FrameReader(payload);
        Answer answer = read(in);
        in.end();
        return answer;
    }

    static void write(FrameWriter out, Answer answer) {
        if (answer instanceof Answer.Done) {
            out.u8(1);
        } else if (answer instanceof RoomAnswer.Acts a) {
            out.u8(11).i32(a.acts().size());
            a.acts().forEach(act -> RecordCodec.write(out, Act.class, act));
        } else if (answer instanceof RoomAnswer.Told a) {
            ToldCodec.write(out.u8(12), a);
        } else if (answer instanceof RoomAnswer a) {
            RecordCodec.write(out.u8(10), RoomAnswer.class, a);
        } else {
            writeOther(out, answer);
        }
    }

    private static void writeOther(FrameWriter out, Answer answer) {
        switch (answer) {
            case Answer.Value a -> out.u8(2).i64(a.value());
            case Answer.Dma a -> write(out.u8(3), a.outcome());
            case Answer.Context a -> ValueCodec.write(out.u8(4), a.result());
            case Answer.Walk a -> ValueCodec.write(out.u8(5), a.result());
            case Answer.Translation a -> {
                out.u8(6).flag(a.entry().isPresent());
                a.entry().ifPresent(e -> ValueCodec.write(out, e));
            }
            case Answer.CachedContext a -> {
                out.u8(7).flag(a.entry().isPresent());
                a.entry().ifPresent(e -> ValueCodec.write(out, e));
            }
            case Answer.Prefix a -> {
                out.u8(8).flag(a.entry().isPresent());
                a.entry().ifPresent(e -> ValueCodec.write(out, e));
            }
            case Answer.Broken a -> out.u8(9).constant(a.what()).text(a.text());
            case Answer.Interrupt a -> throw new IllegalArgumentException(NO_ROOM + a);
            case Answer.Page a -> throw new IllegalArgumentException(NO_ROOM + a);
            case Answer.Done a -> throw new IllegalArgumentException("written already: " + a);
            case RoomAnswer a -> throw new IllegalArgumentException("written already: " + a);
        }
    }

    static Answer read(FrameReader in) throws ProtocolException {
        int tag = in.u8();
        Answer answer = switch (tag) {
            case 1 -> new Answer.Done();
            case 2 -> new Answer.Value(in.i64());
            case 3 -> new Answer.Dma(dma(in));
            case 4 -> new Answer.Context(ValueCodec.context(in));
            case 5 -> new Answer.Walk(ValueCodec.walk(in));
            case 6 -> new Answer.Translation(in.flag() ? Optional.of(ValueCodec.cached(in)) : Optional.empty());
            case 7 -> new Answer.CachedContext(in.flag() ? Optional.of(ValueCodec.context(in)) : Optional.empty());
            case 8 -> new Answer.Prefix(in.flag() ? Optional.of(ValueCodec.start(in)) : Optional.empty());
            case 9 -> new Answer.Broken(in.constant(Breach.class), in.plainText(TEXT));
            case 10 -> RecordCodec.read(in, RoomAnswer.class);
            case 11 -> acts(in);
            case 12 -> ToldCodec.read(in);
            default -> throw new ProtocolException("no answer has the tag " + tag);
        };
        if (!(answer instanceof Answer.Broken) && WellFormed.checked(answer) instanceof Answer.Broken(Breach b, String text)) {
            throw new ProtocolException("an answer that can't be: " + text);
        }
        return answer;
    }

    /** A list of its own: a driver may do more than other rooms say. */
    private static Answer acts(FrameReader in) throws ProtocolException {
        int count = in.within(0, DrivenRoom.MOST);
        List<Act> acts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acts.add(RecordCodec.read(in, Act.class));
        }
        return new RoomAnswer.Acts(acts);
    }

    private static void write(FrameWriter out, DmaOutcome outcome) {
        switch (outcome) {
            case DmaOutcome.Translated t -> out.u8(0).i64(t.address().value());
            case DmaOutcome.Blocked b -> out.u8(1).u8(b.reason().code()).flag(b.silent());
            case DmaOutcome.Granted g -> RecordCodec.write(out.u8(2), DmaOutcome.Granted.class, g);
            case DmaOutcome.Refused r -> RecordCodec.write(out.u8(3), DmaOutcome.Refused.class, r);
        }
    }

    private static DmaOutcome dma(FrameReader in) throws ProtocolException {
        return switch (in.u8()) {
            case 0 -> new DmaOutcome.Translated(ValueCodec.gpa(in));
            case 1 -> new DmaOutcome.Blocked(ValueCodec.reason(in), in.flag());
            case 2 -> RecordCodec.read(in, DmaOutcome.Granted.class);
            case 3 -> RecordCodec.read(in, DmaOutcome.Refused.class);
            default -> throw new ProtocolException("no outcome of a request");
        };
    }
}
