package iommu.probe;

import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that runs one lab of one submission: {@code ProbeMain SOCKET ROOM ENTRY-CLASS CLASSES-FOLDER}.
 *
 * <p>It connects to the judge's socket before it loads any learner's class, greets, and then answers steps one after
 * another until the judge hangs up. What learner code prints goes wherever the process's output goes and means nothing.
 * The classes are read when the first case begins, so that a process can be kept ready before they are compiled.
 */
public final class ProbeMain {

    private static final int BAD_ORDER = 70;

    private final JudgeLine judge;
    private final RoomKind kind;
    private final String entryClass;
    private final Path folder;
    private LearnerClasses classes;
    private RoomDriver room;

    private ProbeMain(JudgeLine judge, RoomKind kind, String entryClass, Path folder) {
        this.judge = judge;
        this.kind = kind;
        this.entryClass = entryClass;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        JudgeLine judge = JudgeLine.open(Path.of(args[0]), Frames.LIMIT);
        System.setIn(InputStream.nullInputStream());
        int status = 0;
        try {
            new ProbeMain(judge, RoomKind.valueOf(args[1]), args[2], Path.of(args[3])).answer();
        } catch (ProtocolException | IOException e) {
            System.err.println("probe: " + e.getMessage());
            status = BAD_ORDER;
        }
        // not exit: a learner's shutdown hook has no say
        Runtime.getRuntime().halt(status);
    }

    private void answer() throws IOException, ProtocolException {
        for (Optional<Order> order = judge.hear(); order.isPresent(); order = judge.hear()) {
            switch (order.get()) {
                case Order.Start start -> begin(start);
                case Order.Step step -> answer(step);
                case Order.Compile compile -> throw new ProtocolException("a probe does not compile");
            }
        }
    }

    private void begin(Order.Start start) throws IOException {
        if (classes == null) {
            classes = new LearnerClasses(folder);
        }
        room = classes.room(kind, entryClass, start);
    }

    private void answer(Order.Step step) throws IOException, ProtocolException {
        if (room == null || !kind.takes(step.stimulus())) {
            throw new ProtocolException("a step that is not this room's, or outside a case");
        }
        Answer answer = room.on(step.stimulus());
        // an interrupt that a room left behind would close the socket
        Thread.interrupted();
        if (answer instanceof Answer.Broken) {
            classes.forget();
        }
        judge.say(new Report.Answered(step.number(), answer));
        if (reachesRoom(step.stimulus()) || !judge.pending()) {
            judge.flush();
        }
    }

    /** Whether the judge should hear at once how it went: the next step may be one that never ends. */
    private static boolean reachesRoom(Stimulus stimulus) {
        return !(stimulus instanceof Stimulus.Store64 || stimulus instanceof Stimulus.Store128);
    }
}
