package iommu.grade.watch;

import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.Submission;
import iommu.grade.judge.LiveJudge;
import iommu.grade.judge.LiveLook;
import iommu.grade.judge.LiveLook.Coverage;
import iommu.grade.judge.LiveRound;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Judges a lab whenever it is saved. A save ends whatever is still being done for the version before; only then is the
 * new one read, so that no verdict is of another version than it says.
 */
public final class Watcher {

    /** What becomes of a verdict that is settled. */
    public interface Settled {
        /** @return the smallest failing run, for a person; empty if there is none */
        String take(Submission submission, LabResult result) throws IOException;
    }

    private final Lab lab;
    private final LiveJudge live;
    private final Supplier<IntakeResult> source;
    private final Screen screen;
    private final Settled settled;
    private LiveRound current;
    private boolean saved;
    private boolean stopped;
    private volatile Verdict last = Verdict.FAILED;

    /** @param source reads the lab as it is now */
    public Watcher(Lab lab, LiveJudge live, Supplier<IntakeResult> source, Screen screen, Settled settled) {
        this.lab = lab;
        this.live = live;
        this.source = source;
        this.screen = screen;
        this.settled = settled;
    }

    /** The verdict on the last version that was settled; failed before that. */
    public Verdict last() {
        return last;
    }

    /** Judges at once, and then at every save, until stopped. @param untilPassed whether a pass is the end */
    public void run(Saves saves, boolean untilPassed) throws InterruptedException {
        Thread lookout = new Thread(() -> lookOut(saves), "saves");
        lookout.setDaemon(true);
        lookout.start();
        try {
            while (beginVersion()) {
                screen.judging();
                judge();
                if (untilPassed && last == Verdict.PASSED && !isOutdated()) {
                    return;
                }
                live.prepare(() -> !isOutdated());
                awaitSave();
            }
        } finally {
            lookout.interrupt();
        }
    }

    /** Ends it soon, from any thread. */
    public synchronized void stop() {
        stopped = true;
        noteSave();
    }

    private void lookOut(Saves saves) {
        try {
            while (true) {
                saves.await();
                noteSave();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void noteSave() {
        saved = true;
        if (current != null) {
            current.cancel();
        }
        notifyAll();
    }

    private synchronized boolean isOutdated() {
        return saved || stopped;
    }

    private synchronized void awaitSave() throws InterruptedException {
        while (!isOutdated()) {
            wait();
        }
    }

    /** From here on a save is of a newer version than what is read next. @return whether there is to be one */
    private synchronized boolean beginVersion() {
        saved = false;
        current = null;
        return !stopped;
    }

    private synchronized boolean begin(LiveRound round) {
        current = round;
        return !isOutdated();
    }

    private void judge() {
        switch (source.get()) {
            case IntakeResult.Refused refused -> {
                last = Verdict.REJECTED;
                screen.refused(refused.sentence());
            }
            case IntakeResult.Received received -> judge(received.submission());
        }
    }

    private void judge(Submission submission) {
        LiveRound round = live.round(submission.labs().get(lab.number()));
        if (!begin(round)) {
            return;
        }
        try {
            round.run(look -> take(submission, look));
        } catch (CancellationException newerOneIsThere) {
            last = Verdict.FAILED;
        }
    }

    private void take(Submission submission, LiveLook look) {
        screen.show(look);
        if (look.covers() == Coverage.CHECK) {
            last = look.result().verdict();
            try {
                screen.settled(look, settled.take(submission, look.result()));
            } catch (IOException e) {
                throw new UncheckedIOException("work/ can't be written to: " + e.getMessage(), e);
            }
        }
    }
}
