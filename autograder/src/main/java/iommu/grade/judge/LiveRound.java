package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * One version of a lab on its way through: first a look, then, if something failed, the judgement that {@code check}
 * would give. Both on one thread; {@link #cancel} is for any other.
 */
public final class LiveRound {

    private final LiveJudge live;
    private final LabSources sources;
    private final List<ProbeSession> opened = new ArrayList<>();
    private boolean cancelled;
    private Path classes;

    /**
     * What the first look showed.
     *
     * @param result  of the groups that were looked at
     * @param settled whether {@link #settle} has nothing to add
     */
    public record FirstLook(LabResult result, boolean settled) {
    }

    LiveRound(LiveJudge live, LabSources sources) {
        this.live = live;
        this.sources = sources;
    }

    /**
     * Compiles, and runs every case once.
     *
     * @throws CancellationException if the round was cancelled
     */
    public FirstLook firstLook() {
        return switch (live.compile(sources)) {
            case null -> new FirstLook(SubmissionJudge.uncompiled(live.lab, sources), true);
            case Outcome.Rejected rejected ->
                new FirstLook(LabJudge.rejected(live.lab, SubmissionJudge.sentence(rejected)), true);
            case Outcome.Inconclusive host -> new FirstLook(LabJudge.inconclusive(live.lab, host.why()), true);
            case Outcome.Compiled compiled -> {
                classes = compiled.classes();
                try (LearnerRoom room = new LearnerRoom(() -> open(() -> live.probes.open(classes)))) {
                    LabResult result = live.judge.firstLook(live.lab, room, live.wanted);
                    requireGoingOn();
                    yield new FirstLook(result, result.verdict() == Verdict.PASSED || onlyNotWritten(result));
                }
            }
        };
    }

    private boolean onlyNotWritten(LabResult result) {
        return result.groups().size() == live.lab.groups().stream().filter(live.wanted).count()
                && result.groups().stream().allMatch(g -> g.verdict() == Verdict.PASSED || g.counterexample().isEmpty());
    }

    /**
     * Judges this version as {@code check} does: failures are repeated in fresh processes and shrunk.
     *
     * @throws CancellationException if the round was cancelled
     */
    public LabResult settle() {
        try (LearnerRoom room = new LearnerRoom(() -> open(() -> live.rooms.open(live.lab, classes)))) {
            LabResult result = live.judge.judge(live.lab, room, live.wanted);
            requireGoingOn();
            return result;
        }
    }

    /** Ends it soon, from any thread, whatever the learner's code is doing. */
    public synchronized void cancel() {
        cancelled = true;
        opened.forEach(ProbeSession::abort);
    }

    private ProbeSession open(Supplier<ProbeSession> opener) {
        requireGoingOn();
        ProbeSession session = opener.get();
        if (!register(session)) {
            session.close();
            throw new CancellationException();
        }
        return session;
    }

    private synchronized boolean register(ProbeSession session) {
        return !cancelled && opened.add(session);
    }

    private synchronized void requireGoingOn() {
        if (cancelled) {
            throw new CancellationException();
        }
    }
}
