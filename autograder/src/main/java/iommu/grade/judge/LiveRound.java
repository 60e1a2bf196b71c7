package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.judge.LiveLook.Coverage;
import iommu.grade.labs.Group;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One version of a lab on its way through: a first look at once, then the rest, then what {@code check} would say. All
 * on one thread; {@link #cancel} is for any other.
 */
public final class LiveRound {

    private final Suite suite;
    private final LiveLab what;
    private final LabSources sources;
    private final LiveJudge live;
    private final List<ProbeSession> opened = new ArrayList<>();
    private boolean cancelled;

    LiveRound(Suite suite, LiveLab what, LabSources sources, LiveJudge live) {
        this.suite = suite;
        this.what = what;
        this.sources = sources;
        this.live = live;
    }

    /**
     * Compiles and judges.
     *
     * @param shown is told what is known, each time there is more; last with {@link Coverage#CHECK}
     * @throws CancellationException if the round was cancelled
     */
    public void run(Consumer<LiveLook> shown) {
        Outcome outcome = live.compile(sources);
        requireGoingOn();
        switch (outcome) {
            case null -> shown.accept(unrun(SubmissionJudge.uncompiled(what.lab(), sources)));
            case Outcome.Rejected rejected ->
                shown.accept(unrun(LabJudge.rejected(what.lab(), SubmissionJudge.sentence(rejected))));
            case Outcome.Inconclusive host -> shown.accept(unrun(LabJudge.inconclusive(what.lab(), host.why())));
            case Outcome.Compiled(Path classes) -> {
                if (!look(classes, shown)) {
                    live.ready();
                    shown.accept(settled(classes));
                }
            }
        }
    }

    private static LiveLook unrun(LabResult result) {
        return new LiveLook(result, Coverage.CHECK, 0);
    }

    /** Runs each case once. @return whether nothing is left to find out */
    boolean look(Path classes, Consumer<LiveLook> shown) {
        try (LearnerRoom room = new LearnerRoom(() -> open(() -> live.openReady(classes)))) {
            GroupJudge judge = new GroupJudge(new ReentrantReadWriteLock(), room, suite.source());
            Map<String, GroupResult> seen = new HashMap<>();
            LabResult visible = each(room, group -> judge.look(group, suite.visibleCases(what.lab(), group)));
            visible.groups().forEach(g -> seen.put(g.id(), g));
            shown.accept(new LiveLook(visible, Coverage.VISIBLE, cases(false)));
            if (room.brokeOff()) {
                return false;
            }
            LabResult every = each(room, group -> seen.get(group.id()).verdict() != Verdict.PASSED ? seen.get(group.id())
                    : judge.look(group, suite.cases(what.lab(), group)));
            boolean settled = !room.brokeOff() && every.groups().stream()
                    .allMatch(g -> g.verdict() == Verdict.PASSED || g.counterexample().isEmpty());
            shown.accept(new LiveLook(every, settled ? Coverage.CHECK : Coverage.EVERY, cases(true)));
            return settled;
        }
    }

    private LabResult each(LearnerRoom room, Function<Group, GroupResult> look) {
        LabResult result = LabJudge.each(what.lab(), what.wanted(), () -> !room.brokeOff(), look);
        requireGoingOn();
        return result;
    }

    private LiveLook settled(Path classes) {
        try (LearnerRoom room = new LearnerRoom(() -> open(() -> live.openNew(classes)))) {
            LabResult result = new LabJudge(suite, new ReentrantReadWriteLock()).judge(what.lab(), room, what.wanted());
            requireGoingOn();
            return new LiveLook(result, Coverage.CHECK, cases(true));
        }
    }

    private int cases(boolean all) {
        return what.groups().stream().mapToInt(group -> (all ? suite.cases(what.lab(), group)
                : suite.visibleCases(what.lab(), group)).size()).sum();
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
