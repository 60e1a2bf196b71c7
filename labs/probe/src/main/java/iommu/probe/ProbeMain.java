package iommu.probe;

import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that runs one lab of one submission: {@code ProbeMain SOCKET ROOM ENTRY-CLASS CLASSES-FOLDER
 * REHEARSAL-FOLDER}.
 *
 * <p>It connects to the judge's socket before it loads any learner's class, greets, and then answers steps one after
 * another until the judge hangs up. What learner code prints goes wherever the process's output goes and means nothing.
 *
 * <p>A process can be kept ready before there are classes: until their folder is there, the judge may play cases on a
 * room of the kit's own, of that name, from the other folder. Once the learner's classes are read they stay.
 */
public final class ProbeMain {

    private static final int BAD_ORDER = 70;

    private final JudgeLine judge;
    private final RoomKind kind;
    private final String entryClass;
    private final Path folder;
    private final Path rehearsal;
    private LearnerClasses classes;
    private boolean learners;
    private RoomDriver room;
    private int current;

    private ProbeMain(JudgeLine judge, String[] args) {
        this.judge = judge;
        kind = RoomKind.valueOf(args[1]);
        entryClass = args[2];
        folder = Path.of(args[3]);
        rehearsal = Path.of(args[4]);
    }

    public static void main(String[] args) throws IOException {
        JudgeLine judge = JudgeLine.open(Path.of(args[0]), Frames.LIMIT);
        System.setIn(InputStream.nullInputStream());
        int status = 0;
        try {
            new ProbeMain(judge, args).answer();
        } catch (ProtocolException | IOException e) {
            System.err.println("probe: " + e.getMessage());
            status = BAD_ORDER;
        }
        // not exit: a learner's shutdown hook has no say
        Runtime.getRuntime().halt(status);
    }

    private void answer() throws IOException, ProtocolException {
        for (Optional<Order> order = judge.hear(); order.isPresent(); order = judge.hear()) {
            if (order.get() instanceof Order.Step step) {
                answer(step);
            } else if (order.get() instanceof Order.Start start) {
                begin(start);
            } else {
                throw new ProtocolException(order.get() instanceof Order.Compile ? "a probe does not compile" : "an answer to no call");
            }
        }
    }

    private void begin(Order.Start start) throws IOException {
        if (!learners && (classes == null || Files.isDirectory(folder))) {
            learners = Files.isDirectory(folder);
            classes = new LearnerClasses(learners ? folder : rehearsal);
        }
        room = classes.room(kind, entryClass, start, new Line());
    }

    private void answer(Order.Step step) throws IOException, ProtocolException {
        if (room == null || !kind.takes(step.stimulus())) {
            throw new ProtocolException("a step that is not this room's, or outside a case");
        }
        current = step.number();
        Answer answer = room.on(step.stimulus());
        // an interrupt that a room left behind would close the socket
        Thread.interrupted();
        if (answer instanceof Answer.Broken) {
            classes.forget();
        }
        if (step.answered()) {
            judge.say(new Report.Answered(step.number(), answer));
        }
    }

    /** The rooms beside the learner's, at the other end of the line. What the run comes to is known there. */
    private final class Line implements NeighbourPort {

        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) {
            try {
                return judge.call(current, call);
            } catch (IOException | ProtocolException e) {
                System.err.println("probe: " + e.getMessage());
                Runtime.getRuntime().halt(BAD_ORDER);
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Answer post(Stimulus call) {
            judge.post(current, call);
            return new Answer.Done();
        }
    }
}
