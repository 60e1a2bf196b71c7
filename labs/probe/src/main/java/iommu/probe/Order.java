package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a judge may send. Each is one frame. */
public sealed interface Order {

    /** The longest frame with sources in it, in bytes. */
    int SOURCES_LIMIT = 8 << 20;

    /** A new case begins: statics as in new classes, a new room, an empty memory. Not answered. */
    record Start(Capabilities capabilities, int capacity) implements Order {
    }

    /** One step of the case. Answered by {@link Report.Answered} with the same number, unless no room hears of it. */
    record Step(int number, Stimulus stimulus) implements Order {

        /** What happens to memory, and what flat neighbours will say, is between judge and probe: it can't go wrong. */
        private static final Set<Class<?>> UNHEARD = Set.of(Stimulus.Store64.class, Stimulus.Store128.class, Stimulus.Flush.class,
                Stimulus.Readable.class, RoomCall.ContextIs.class, RoomCall.LeafIs.class, RoomCall.NothingAt.class,
                RoomCall.NoMemory.class);

        public boolean answered() {
            return !UNHEARD.contains(stimulus.getClass());
        }
    }

    /** To the compiler: the sources of one lab. Answered by {@link Report.Compiled} or {@link Report.NotCompiled}. */
    record Compile(List<Source> sources) implements Order {
    }

    /** What a room says to {@link Report.Called}. @param number of the step in which it was called */
    record Returned(int number, Answer answer) implements Order {
    }

    /**
     * A source file.
     *
     * @param name its file name without folders, as it was sent in
     */
    record Source(String name, String text) {
    }

    /** The payload that stands for an order. */
    static byte[] encode(Order order) {
        FrameWriter out = new FrameWriter();
        switch (order) {
            case Start start -> {
                RecordCodec.write(out.u8(1), Capabilities.class, start.capabilities());
                out.i32(start.capacity());
            }
            case Step step -> StimulusCodec.write(out.u8(2).i32(step.number()), step.stimulus());
            case Returned returned -> AnswerCodec.write(out.u8(4).i32(returned.number()), returned.answer());
            case Compile compile -> {
                out.u8(3).i32(compile.sources().size());
                compile.sources().forEach(s -> out.text(s.name()).text(s.text()));
            }
        }
        return out.toBytes();
    }

    /** The payload that stands for a step. @param stimulus as {@link StimulusCodec} encodes it */
    static byte[] step(int number, byte[] stimulus) {
        return new FrameWriter().u8(2).i32(number).raw(stimulus).toBytes();
    }

    /** The order that a whole payload stands for. */
    static Order decode(byte[] payload) throws ProtocolException {
        FrameReader in = new FrameReader(payload);
        Order order = switch (in.u8()) {
            case 1 -> new Start(RecordCodec.read(in, Capabilities.class), in.within(0, Integer.MAX_VALUE));
            case 2 -> new Step(in.i32(), StimulusCodec.read(in));
            case 3 -> new Compile(sources(in));
            case 4 -> new Returned(in.i32(), AnswerCodec.read(in));
            default -> throw new ProtocolException("no such order");
        };
        in.end();
        return order;
    }

    private static List<Source> sources(FrameReader in) throws ProtocolException {
        int count = in.within(0, SOURCES_LIMIT);
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(new Source(in.text(SOURCES_LIMIT), in.text(SOURCES_LIMIT)));
        }
        return sources;
    }
}
