package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The wire between judge and probe")
class WireTest {

    private static final long SEED = 20260101;

    /** What only whole machines are asked and say; of the calls of rooms {@link SamplesOfCalls} has every kind. */
    private static final Set<Class<?>> OF_NO_LAB = Set.of(Stimulus.AskForPage.class, Stimulus.Interrupt.class,
            Stimulus.OfRoom.class, Answer.Interrupt.class,
            Answer.Page.class, Answer.OfRoom.class);

    @Test
    @DisplayName("carries every kind of step unchanged")
    void everyStimulus() throws ProtocolException {
        for (Stimulus stimulus : SamplesOfSteps.stimuli()) {
            assertThat(StimulusCodec.decode(StimulusCodec.encode(stimulus))).isEqualTo(stimulus);
        }
        assertThat(kinds(SamplesOfSteps.stimuli().stream())).isEqualTo(ofLabs(Stimulus.class));
    }

    @Test
    @DisplayName("carries every kind of answer unchanged")
    void everyAnswer() throws ProtocolException {
        for (Answer answer : SamplesOfSteps.answers()) {
            assertThat(AnswerCodec.decode(AnswerCodec.encode(answer))).isEqualTo(answer);
        }
        assertThat(kinds(SamplesOfSteps.answers().stream())).isEqualTo(ofLabs(Answer.class));
    }

    @Test
    @DisplayName("carries every call of a room, every answer to one and every effect unchanged")
    void everyCall() throws ProtocolException {
        for (RoomCall call : SamplesOfCalls.calls()) {
            assertThat(StimulusCodec.decode(StimulusCodec.encode(call))).isEqualTo(call);
        }
        for (RoomAnswer answer : SamplesOfCalls.answers()) {
            assertThat(AnswerCodec.decode(AnswerCodec.encode(answer))).isEqualTo(answer);
        }
        assertThat(kinds(SamplesOfCalls.calls().stream())).containsExactlyInAnyOrder(RoomCall.class.getPermittedSubclasses());
        assertThat(kinds(SamplesOfCalls.answers().stream())).containsExactlyInAnyOrder(RoomAnswer.class.getPermittedSubclasses());
        assertThat(kinds(SamplesOfCalls.effects().stream())).containsExactlyInAnyOrder(Effect.class.getPermittedSubclasses());
    }

    @Test
    @DisplayName("carries the longest answers that a room may give in one frame")
    void longestAnswers() {
        List<Effect> effects = Collections.nCopies(RoomEffects.MOST, new Effect.StorePageRequest(new Gpa(-32), new Entry256(new Entry128(-1, -1), new Entry128(-1, -1))));
        assertThat(AnswerCodec.encode(new RoomAnswer.Effects(effects))).hasSizeLessThan(Frames.LIMIT - 16);
        List<Entry128> records = Collections.nCopies(RoomEffects.MOST, new Entry128(-1, -1));
        assertThat(AnswerCodec.encode(new RoomAnswer.Faults(new FaultStatus(records, 0, Set.of(), true))))
                .hasSizeLessThan(Frames.LIMIT - 16);
    }

    @Test
    @DisplayName("carries orders and reports unchanged, capabilities included")
    void ordersAndReports() throws ProtocolException {
        Capabilities odd = Capabilities.DEFAULT.with(c -> {
            c.levels = Set.of(3, 5);
            c.superpages = Set.of();
            c.coherent = false;
            c.faultRecords = 256;
        });
        Capabilities bare = Capabilities.DEFAULT.with(c -> {
            c.levels = Set.of();
            c.superpages = Set.of();
            c.scalableMode = c.firstStage = c.abortMode = c.interruptRemapping = true;
            c.secondStage = false;
            c.pasidBits = 20;
            c.maxHandleMask = 3;
        });
        for (Order order : List.of(new Order.Start(odd, 7), new Order.Start(bare, 7), new Order.Step(-3, SamplesOfSteps.stimuli().get(0)),
                new Order.Returned(5, new Answer.Value(3)),
                new Order.Compile(List.of(new Order.Source("@x.java", "class X {}"))))) {
            assertThat(Order.decode(Order.encode(order))).isEqualTo(order);
        }
        for (Report report : List.of(new Report.Hello(), new Report.Answered(9, new Answer.Done()),
                new Report.Called(4, SamplesOfSteps.stimuli().get(0)),
                new Report.NotCompiled(true, List.of("X.java:1: no")))) {
            assertThat(Report.decode(Report.encode(report))).isEqualTo(report);
        }
    }

    @Test
    @DisplayName("rejects every payload that is cut short or goes on, and never breaks otherwise")
    void cutAndLengthened() {
        List<byte[]> payloads = new ArrayList<>();
        SamplesOfSteps.answers().forEach(a -> payloads.add(AnswerCodec.encode(a)));
        for (byte[] payload : payloads) {
            for (int length = 0; length < payload.length; length++) {
                byte[] cut = Arrays.copyOf(payload, length);
                assertThatThrownBy(() -> AnswerCodec.decode(cut)).isInstanceOf(ProtocolException.class);
            }
            assertThatThrownBy(() -> AnswerCodec.decode(Arrays.copyOf(payload, payload.length + 1)))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    @DisplayName("decodes random and damaged bytes to a value or a protocol error, to nothing else (seed " + SEED + ")")
    void anyBytes() {
        Random random = new Random(SEED);
        List<Answer> answers = SamplesOfSteps.answers();
        List<Stimulus> stimuli = SamplesOfSteps.stimuli();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 2 == 0 ? AnswerCodec.encode(answers.get(random.nextInt(answers.size())))
                    : StimulusCodec.encode(stimuli.get(random.nextInt(stimuli.size())));
            if (i % 4 == 0) {
                bytes = AnswerCodec.encode(SamplesOfCalls.answers().get(random.nextInt(SamplesOfCalls.answers().size())));
            } else if (i % 4 == 1) {
                bytes = StimulusCodec.encode(SamplesOfCalls.calls().get(random.nextInt(SamplesOfCalls.calls().size())));
            }
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            decodeAll(bytes);
        }
    }

    private static void decodeAll(byte[] bytes) {
        List<ThrowingDecoder> decoders =
                List.of(AnswerCodec::decode, StimulusCodec::decode, Report::decode, Order::decode);
        for (ThrowingDecoder decoder : decoders) {
            try {
                assertThat(decoder.decode(bytes)).isNotNull();
            } catch (ProtocolException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    @FunctionalInterface
    private interface ThrowingDecoder {
        Object decode(byte[] bytes) throws ProtocolException;
    }

    @Test
    @DisplayName("lets no answer through that a room could not have given")
    void impossibleAnswers() {
        Answer level = new Answer.Walk(new Fault(FaultReason.READ_DENIED, 6, 0, false));
        Answer hole = new Answer.Walk(new Fault(FaultReason.READ_DENIED, 1, 4097, false));
        Answer ansi = new Answer.Broken(Answer.Breach.THREW, "\u001b[2J all passed");
        Answer effects = new RoomAnswer.Effects(Collections.nCopies(RoomEffects.MOST + 1, new Effect.ClearWaitCompletion()));
        Answer head = new RoomAnswer.Queue(new QueueStatus(0x8000, false, false, QueueError.NO_INFORMATION, new SourceId(0)));
        for (Answer answer : List.of(level, hole, ansi, effects, head)) {
            assertThatThrownBy(() -> AnswerCodec.decode(AnswerCodec.encode(answer))).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    @DisplayName("finds frames in bytes however they are cut up")
    void piecewise() throws ProtocolException {
        byte[] stream = new byte[0];
        for (Answer answer : SamplesOfSteps.answers()) {
            byte[] frame = Frames.framed(AnswerCodec.encode(answer));
            stream = ByteBuffer.allocate(stream.length + frame.length).put(stream).put(frame).array();
        }
        Random random = new Random(SEED);
        Frames frames = new Frames(Frames.LIMIT);
        List<Answer> heard = new ArrayList<>();
        for (int from = 0; from < stream.length;) {
            int length = Math.min(1 + random.nextInt(7), stream.length - from);
            frames.feed(ByteBuffer.wrap(stream, from, length));
            from += length;
            for (Optional<byte[]> next = frames.next(); next.isPresent(); next = frames.next()) {
                heard.add(AnswerCodec.decode(next.get()));
            }
        }
        assertThat(heard).isEqualTo(SamplesOfSteps.answers());
        assertThat(frames.hasRest()).isFalse();
    }

    @Test
    @DisplayName("refuses a frame's length before it waits for the frame")
    void lengths() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Frames.LIMIT + 1}) {
            Frames frames = new Frames(Frames.LIMIT);
            frames.feed(ByteBuffer.allocate(4).putInt(length).flip());
            assertThatThrownBy(frames::next).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    @DisplayName("takes no class name that leaves its folder")
    void classNames() {
        for (String name : List.of("../X", "/X", "a//X", "a\\..\\X", "", "C:X")) {
            byte[] payload = Report.encode(new Report.Compiled(List.of(new Report.ClassFile(name, new byte[0]))));
            assertThatThrownBy(() -> Report.decode(payload)).isInstanceOf(ProtocolException.class);
        }
    }

    private static Set<Class<?>> ofLabs(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses()).filter(c -> !OF_NO_LAB.contains(c)).collect(Collectors.toSet());
    }

    private static Set<Class<?>> kinds(Stream<?> values) {
        return values.map(Object::getClass).collect(Collectors.toSet());
    }
}
