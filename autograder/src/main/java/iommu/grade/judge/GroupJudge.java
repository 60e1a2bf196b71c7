package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.grade.labs.Group;
import iommu.grade.sandbox.Cause;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Judges one group: all its cases must be kept, and judged to their ends. The first that is not kept is run again in a
 * second process, which has seen only what failed as it did in the first; then it is shrunk. Neither can turn a failure into a pass.
 */
final class GroupJudge {

    /** Held for reading by every ordinary run, for writing by a run that must be alone on the machine. */
    private final ReadWriteLock quiet;
    private final LearnerRoom room;
    private final CaseSource source;

    GroupJudge(ReadWriteLock quiet, LearnerRoom room, CaseSource source) {
        this.quiet = quiet;
        this.room = room;
        this.source = source;
    }

    GroupResult judge(Group group, List<PreparedCase> cases) {
        Finding finding = null;
        for (PreparedCase graded : cases) {
            Finding each = examine(group, graded);
            finding = each == null ? finding : each;
            if (each != null && !silent(each)) {
                break;
            }
        }
        return result(group, finding);
    }

    /**
     * What one run of each case shows, up to the first that fails, which is neither repeated nor shrunk.
     * A pass is as good as {@link #judge}'s.
     */
    GroupResult look(Group group, List<PreparedCase> cases) {
        Finding silence = null;
        for (PreparedCase graded : cases) {
            CaseResult once = quietly(false, () -> room.play(graded));
            if (once instanceof CaseResult.Unjudged unjudged) {
                silence = Finding.silent(unjudged);
            } else if (!(once instanceof CaseResult.Kept)) {
                return result(group, notWritten(once) ? Finding.notWritten()
                        : hostFailed(once) ? Finding.host(graded, once) : Finding.of(graded, once));
            }
        }
        return result(group, silence);
    }

    /** A case that nobody can judge stands back behind one that fails, and stands in the way of a pass. */
    private static boolean silent(Finding finding) {
        return finding.result() instanceof CaseResult.Unjudged;
    }

    private GroupResult result(Group group, Finding finding) {
        if (finding == null) {
            return new GroupResult(group.id(), group.title(), group.kind(), Verdict.PASSED, group.points(),
                    group.points(), group.rule(), "", List.of(), Optional.empty());
        }
        Verdict verdict = silent(finding) ? source.unjudged() : finding.blamesHost() ? Verdict.INCONCLUSIVE : Verdict.FAILED;
        return new GroupResult(group.id(), group.title(), group.kind(), verdict, 0, group.points(), group.rule(),
                verdict == Verdict.NOT_JUDGED ? "Not judged here: " + ((CaseResult.Unjudged) finding.result()).why() + ". The grader judges it."
                        : finding.sentence(), List.of(), finding.counterexample(group.id()));
    }

    /** What is wrong with this case, or null. */
    private Finding examine(Group group, PreparedCase graded) {
        CaseResult first = quietly(false, () -> room.play(graded));
        if (first instanceof CaseResult.Kept) {
            return null;
        }
        if (first instanceof CaseResult.Unjudged unjudged) {
            return Finding.silent(unjudged);
        }
        if (notWritten(first)) {
            return Finding.notWritten();
        }
        if (exited(first) && !room.usedBefore()) {
            return Finding.of(graded, first);
        }
        return repeated(group, graded, first);
    }

    private Finding repeated(Group group, PreparedCase graded, CaseResult first) {
        boolean stalled = first instanceof CaseResult.BrokeOff off && off.end().cause() == Cause.STOPPED_ANSWERING;
        CaseResult second = quietly(stalled, () -> room.playAgain(graded, stalled || hostFailed(first)));
        if (!same(first, second)) {
            room.leaveSecond();
        }
        if (hostFailed(first) || hostFailed(second)) {
            return hostFailed(second) ? Finding.host(graded, second) : examineAgain(group, graded, second);
        }
        if (stalled && second instanceof CaseResult.Unjudged unjudged) {
            return Finding.silent(unjudged);
        }
        if (second instanceof CaseResult.Kept) {
            return stalled ? null : Finding.leak(graded, first);
        }
        return settle(group, graded, first, second);
    }

    private Finding examineAgain(Group group, PreparedCase graded, CaseResult second) {
        return second instanceof CaseResult.Kept ? null
                : second instanceof CaseResult.Unjudged unjudged ? Finding.silent(unjudged)
                : settle(group, graded, second, second);
    }

    private Finding settle(Group group, PreparedCase graded, CaseResult first, CaseResult second) {
        if (!same(first, second)) {
            return Finding.varies(graded, first, second);
        }
        if (first instanceof CaseResult.BrokeOff) {
            return Finding.of(graded, first);
        }
        return quietly(false, () -> source.shrink().shrink(group, room, graded, first));
    }

    private <T> T quietly(boolean alone, java.util.function.Supplier<T> run) {
        var lock = alone ? quiet.writeLock() : quiet.readLock();
        lock.lock();
        try {
            return run.get();
        } finally {
            lock.unlock();
        }
    }

    private static boolean exited(CaseResult result) {
        return result instanceof CaseResult.BrokeOff off && off.end().cause() == Cause.EXITED;
    }

    private static boolean hostFailed(CaseResult result) {
        return result instanceof CaseResult.BrokeOff off && off.end().cause() == Cause.SANDBOX;
    }

    private static boolean notWritten(CaseResult result) {
        return result instanceof CaseResult.Diverged diverged && diverged.answer() instanceof Answer.Broken broken
                && broken.what() == Answer.Breach.NOT_WRITTEN;
    }

    private static boolean same(CaseResult first, CaseResult second) {
        if (first instanceof CaseResult.BrokeOff a && second instanceof CaseResult.BrokeOff b) {
            return a.end().cause() == b.end().cause();
        }
        return first.equals(second);
    }
}
