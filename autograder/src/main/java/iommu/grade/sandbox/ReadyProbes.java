package iommu.grade.sandbox;

import iommu.probe.RoomKind;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Processes for one lab's room, started before there is anything to run in them, and warmed by a room of the kit's own.
 * Each is used once, for the learner's classes that {@link #open} gives it, and never again for others. For several
 * threads.
 */
public final class ReadyProbes implements AutoCloseable {

    private final Sandbox sandbox;
    private final RoomKind kind;
    private final String entryClass;
    private final Limits limits;
    private final Rehearsal rehearsal;
    private final Deque<ProbeSession> ready = new ArrayDeque<>();
    private boolean closed;

    /**
     * What warms a process.
     *
     * @param classes the folder of a room of the kit's own, with the entry class that the learner's will have; empty for none
     * @param play    plays cases on it
     */
    public record Rehearsal(Optional<Path> classes, Consumer<ProbeSession> play) {

        public static final Rehearsal NONE = new Rehearsal(Optional.empty(), session -> { });
    }

    /** @param entryClass the lab's entry class, by its binary name */
    public ReadyProbes(Sandbox sandbox, RoomKind kind, String entryClass, Limits limits, Rehearsal rehearsal) {
        this.sandbox = sandbox;
        this.kind = kind;
        this.entryClass = entryClass;
        this.limits = limits;
        this.rehearsal = rehearsal;
    }

    /** Starts processes until this many are ready. To be called when nothing else is to do: it takes a while. */
    public void refill(int wanted) {
        while (missing(wanted)) {
            ProbeSession waiting = ProbeSession.waiting(sandbox, kind, entryClass, limits, rehearsal.classes());
            rehearsal.play().accept(waiting);
            if (!keep(waiting)) {
                waiting.close();
                return;
            }
        }
    }

    private synchronized boolean missing(int wanted) {
        return !closed && ready.size() < wanted;
    }

    /** One that did not start is not worth keeping: the next one that is wanted is started then, and says why it can't be. */
    private synchronized boolean keep(ProbeSession waiting) {
        return !closed && waiting.isAlive() && ready.add(waiting);
    }

    /** A process for these classes: one that is ready, if there is one. A failure to start it is the reply to every step. */
    public ProbeSession open(Path classes) {
        ProbeSession session = take();
        if (session == null) {
            return ProbeSession.open(sandbox, kind, entryClass, classes, limits);
        }
        session.load(sandbox, classes);
        return session;
    }

    private synchronized ProbeSession take() {
        for (ProbeSession session = ready.poll(); session != null; session = ready.poll()) {
            if (session.isAlive()) {
                return session;
            }
            session.close();
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        ready.forEach(ProbeSession::close);
        ready.clear();
    }
}
