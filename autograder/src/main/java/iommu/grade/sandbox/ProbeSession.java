package iommu.grade.sandbox;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.Frames;
import iommu.probe.NeighbourPort;
import iommu.probe.Order;
import iommu.probe.ProbeMain;
import iommu.probe.ProtocolException;
import iommu.probe.Report;
import iommu.probe.RoomKind;
import iommu.probe.StimulusCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One lab of one submission, running: cases are started, steps told or asked, answers come back.
 *
 * <p>Told steps are sent together, when an answer is waited for. Answers are taken one by one ({@link #next}), so that
 * steps may be told ahead of them; or all at once ({@link #ask}, {@link #settle}). After {@link Reply.Ended} the session is over;
 * open another for the cases that remain. Not for several threads at once.
 */
public final class ProbeSession implements AutoCloseable {

    /** The calls that are answered by something else than effects. */
    private static final Set<Class<? extends RoomCall>> WITHOUT_EFFECTS = Set.of(RoomCall.Drive.class, RoomCall.Remap.class,
            RoomCall.FaultStatusOf.class, RoomCall.QueueStatusOf.class, RoomCall.AttachListener.class, RoomCall.Reconfigure.class,
            RoomCall.PolicyOf.class, RoomCall.LookUpScalableContext.class, RoomCall.AskRefusal.class, RoomCall.LookUpPasid.class,
            RoomCall.WalkStages.class);

    private static final int STACK_KIB = 1024;
    /** Of neighbours in one step; an honest probe makes fewer. */
    private static final int MOST_CALLS = 1000;

    /** No room has a neighbour. */
    private static final NeighbourPort NOBODY = new NeighbourPort() {
        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            throw new ProtocolException("there is none");
        }
    };

    private final Deque<Order.Step> open = new ArrayDeque<>();
    private final RoomKind kind;
    private final StepBytes steps;
    private final Job job;
    private Conversation conversation;
    private Reply.Ended ended;
    private int number;
    private NeighbourPort neighbours = NOBODY;

    private ProbeSession(RoomKind kind, StepBytes steps, Job job) {
        this.kind = kind;
        this.steps = steps;
        this.job = job;
    }

    /**
     * Starts the process. A failure to do so is the reply to every step.
     *
     * @param entryClass the lab's entry class, by its binary name
     * @param classes    the folder of its compiled classes; copied
     */
    public static ProbeSession open(Sandbox sandbox, RoomKind kind, String entryClass, Path classes, Limits limits) {
        ProbeSession session = waiting(sandbox, kind, entryClass, limits, Optional.empty());
        session.load(sandbox, classes);
        return session;
    }

    /**
     * Starts a process that has no learner's classes yet: {@link #load} brings them, once.
     *
     * @param rehearsal the folder of a room of the kit's own, on which cases may be played before that
     */
    static ProbeSession waiting(Sandbox sandbox, RoomKind kind, String entryClass, Limits limits, Optional<Path> rehearsal) {
        Job job = null;
        try {
            job = sandbox.job(ProbeMain.class.getName(),
                    List.of(Job.INSIDE + "/s", kind.name(), entryClass, Job.INSIDE + "/classes", Job.INSIDE + "/rehearsal"),
                    STACK_KIB);
            ProbeSession session = new ProbeSession(kind, sandbox.steps(), job);
            if (rehearsal.isPresent()) {
                ClassFolder.copy(rehearsal.get(), job.folder().resolve("rehearsal"));
            }
            session.conversation = sandbox.start(job, limits, Frames.LIMIT);
            return session;
        } catch (IOException e) {
            return ended(kind, sandbox.steps(), job, folderFailed(e));
        } catch (Ending e) {
            return ended(kind, sandbox.steps(), job, e);
        }
    }

    void load(Sandbox sandbox, Path classes) {
        if (ended != null) {
            return;
        }
        try {
            ClassFolder.copy(classes, job.folder().resolve("classes"));
            sandbox.give(job);
        } catch (IOException e) {
            ended = folderFailed(e).reply();
            conversation.close();
        }
    }

    private static Ending folderFailed(IOException e) {
        return new Ending(Cause.SANDBOX, "the sandbox's folder can't be filled: " + e.getMessage());
    }

    /** A session with whoever has greeted already. */
    static ProbeSession over(RoomKind kind, Conversation conversation) {
        ProbeSession session = new ProbeSession(kind, new StepBytes(), null);
        session.conversation = conversation;
        return session;
    }

    private static ProbeSession ended(RoomKind kind, StepBytes steps, Job job, Ending why) {
        ProbeSession session = new ProbeSession(kind, steps, job);
        session.ended = why.reply();
        return session;
    }

    /** Begins a case: a new room over an empty memory, and new limits. @param capacity entries in each cache */
    public void startCase(Capabilities capabilities, int capacity) {
        open.clear();
        if (ended == null) {
            conversation.newCase();
            conversation.say(new Order.Start(capabilities, capacity));
        }
    }

    /** From the next case on this answers for the rooms beside the learner's. */
    public void serve(Optional<NeighbourPort> port) {
        neighbours = port.orElse(NOBODY);
    }

    /** Puts a step in line. */
    public void tell(Stimulus stimulus) {
        byte[] bytes = steps.of(kind, stimulus);
        if (ended == null) {
            open.add(new Order.Step(++number, stimulus));
            conversation.sayStep(number, bytes);
        }
    }

    /** Sends a step, with everything told before it, and waits for its answer. */
    public Reply ask(Stimulus stimulus) {
        tell(stimulus);
        return settle();
    }

    /** Waits until every step told so far is answered. @return how the first of them that broke did, else the last answer */
    public Reply settle() {
        Reply first = null;
        Reply last = ended == null ? new Reply.Answered(new Answer.Done()) : ended;
        while (ended == null && !open.isEmpty()) {
            last = next();
            if (first == null && last instanceof Reply.Answered(Answer.Broken broken)) {
                first = last;
            }
        }
        return first == null || ended != null ? last : first;
    }

    /** Waits for the answer to the first step that was told and not answered yet. Others may have been told behind it. */
    public Reply next() {
        if (ended != null) {
            return ended;
        }
        try {
            Answer answer = heard(answer(open.peek()), open.peek());
            open.remove();
            if (open.isEmpty()) {
                conversation.expectSilence();
            }
            return new Reply.Answered(answer);
        } catch (Ending e) {
            return end(e);
        }
    }

    /** Lets what was told ahead end, whatever is answered. @return whether another case can begin */
    public boolean finish() {
        while (ended == null && !open.isEmpty()) {
            next();
        }
        return ended == null;
    }

    private Reply end(Ending why) {
        ended = why.reply();
        conversation.close();
        return ended;
    }

    /** What the process has printed so far, up to 64 KiB, fit to show. Never a reason for a verdict. */
    public String printed() {
        return conversation == null ? "" : conversation.printed();
    }

    /** From now on every byte that is sent to the process goes to this stream too. */
    public void tap(OutputStream copy) {
        if (conversation != null) {
            conversation.tap(copy);
        }
    }

    /** Waits for the answer to a step, and answers the calls of neighbours that the room makes meanwhile. */
    private Report answer(Order.Step step) throws Ending {
        neighbours.step(step.stimulus());
        if (!step.answered()) {
            return new Report.Answered(step.number(), new Answer.Done());
        }
        Report report = conversation.hear(neighbours == NOBODY ? open.size() : 1);
        Answer.Broken refusal = null;
        for (int calls = 1; report instanceof Report.OfRoom made; calls++) {
            if (made.number() != step.number() || calls > MOST_CALLS) {
                throw new Ending(Cause.PROTOCOL, calls > MOST_CALLS ? "called rooms more than " + MOST_CALLS + " times in one step"
                        : "called a room in another step than the one that was asked");
            }
            Answer said = refusal == null ? returned(made.call()) : refusal;
            refusal = null;
            if (made instanceof Report.Called) {
                conversation.say(new Order.Returned(step.number(), said));
            } else if (said instanceof Answer.Broken broken) {
                refusal = broken;
            }
            report = conversation.hear();
        }
        return refusal == null ? report
                : new Report.Answered(step.number(), new Answer.Broken(refusal.what(), "a room takes no such call: " + refusal.text()));
    }

    private Answer returned(Stimulus call) throws Ending {
        try {
            return neighbours.call(call);
        } catch (ProtocolException e) {
            throw new Ending(Cause.PROTOCOL, "called what is no room beside its own: " + e.getMessage());
        }
    }

    private static Answer heard(Report report, Order.Step step) throws Ending {
        if (report instanceof Report.Answered(int number, Answer answer) && number == step.number()
                && answers(answer, step.stimulus())) {
            return answer;
        }
        throw new Ending(Cause.PROTOCOL, "sent an answer that is not to the step it was asked");
    }

    private static boolean answers(Answer answer, Stimulus stimulus) {
        return switch (answer) {
            case Answer.Broken b -> true;
            case Answer.Done d -> !stimulus.asks();
            case Answer.Value v -> stimulus instanceof Stimulus.RegisterRead;
            case Answer.Dma d -> stimulus instanceof Stimulus.Dma;
            case Answer.Context c -> stimulus instanceof Stimulus.LookUpContext;
            case Answer.Walk w -> stimulus instanceof Stimulus.Walk;
            case Answer.Translation t -> stimulus instanceof Stimulus.CachedTranslationOf;
            case Answer.CachedContext c -> stimulus instanceof Stimulus.CachedContextOf;
            case Answer.Prefix p -> stimulus instanceof Stimulus.CachedPrefixOf;
            case Answer.Interrupt i -> stimulus instanceof Stimulus.Interrupt;
            case Answer.Page p -> stimulus instanceof Stimulus.AskForPage;
            case RoomAnswer.Faults f -> stimulus instanceof RoomCall.FaultStatusOf;
            case RoomAnswer.Queue q -> stimulus instanceof RoomCall.QueueStatusOf;
            case RoomAnswer.Acts a -> stimulus instanceof RoomCall.Drive;
            case RoomAnswer.Remapped r -> stimulus instanceof RoomCall.Remap;
            case RoomAnswer.Context c -> stimulus instanceof RoomCall.LookUpScalableContext;
            case RoomAnswer.Refusal c -> stimulus instanceof RoomCall.AskRefusal;
            case RoomAnswer.Entry e -> stimulus instanceof RoomCall.LookUpPasid;
            case RoomAnswer.Staged s -> stimulus instanceof RoomCall.WalkStages;
            case RoomAnswer.Effects e -> stimulus instanceof RoomCall call && call.answered()
                    && WITHOUT_EFFECTS.stream().noneMatch(type -> type.isInstance(call)) && !asksListeners(call);
            case RoomAnswer.Wishes w -> stimulus instanceof RoomCall.Join || stimulus instanceof RoomCall.Leave;
            case RoomAnswer.Trapped t -> stimulus instanceof RoomCall.TrappedAt;
            case RoomAnswer.View v -> stimulus instanceof RoomCall.ViewOf;
            case RoomAnswer.Told t -> stimulus instanceof RoomCall call && asksListeners(call)
                    && !(call instanceof RoomCall.ViewOf || call instanceof RoomCall.TrappedAt);
            case RoomAnswer.Decided d -> stimulus instanceof RoomCall.AttachListener || stimulus instanceof RoomCall.Reconfigure;
            case RoomAnswer.Policy p -> stimulus instanceof RoomCall.PolicyOf;
            case RoomAnswer r -> false;
        };
    }

    private static boolean asksListeners(RoomCall call) {
        return call instanceof RoomCall.Join || call instanceof RoomCall.Leave || call instanceof RoomCall.Replay
                || call instanceof RoomCall.CarriedOut || call instanceof RoomCall.DropDeviceTlb
                || call instanceof RoomCall.ChangeUnit || call instanceof RoomCall.ViewOf
                || call instanceof RoomCall.TrapStore || call instanceof RoomCall.TrappedAt;
    }

    boolean isAlive() {
        return ended == null && conversation.isAlive();
    }

    /**
     * Kills the process, from any thread: whoever waits for its answer hears that there is none. The session is still
     * to be closed.
     */
    public void abort() {
        if (conversation != null) {
            conversation.abort();
        }
    }

    /** Kills the process, whatever it does, and all that it has started. */
    @Override
    public void close() {
        if (conversation != null) {
            conversation.close();
        }
        if (job != null) {
            SandboxFolder.delete(job.folder());
        }
    }
}
