package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/** Judges one lab of one submission: every group in the manifest's order. */
final class LabJudge {

    private final Suite suite;
    private final ReadWriteLock quiet;

    LabJudge(Suite suite, ReadWriteLock quiet) {
        this.suite = suite;
        this.quiet = quiet;
    }

    /** Judges the groups that {@code wanted} picks. */
    LabResult judge(Lab lab, LearnerRoom room, Predicate<Group> wanted) {
        GroupJudge judge = new GroupJudge(quiet, room, suite.source());
        return each(lab, wanted, () -> true, group -> judge.judge(group, suite.cases(lab, group)));
    }

    /** The result of a lab from those of its groups. @param goOn is asked before each whether there is to be another */
    static LabResult each(Lab lab, Predicate<Group> wanted, BooleanSupplier goOn, Function<Group, GroupResult> judge) {
        List<GroupResult> results = new ArrayList<>();
        Set<String> failed = new TreeSet<>();
        for (Group group : lab.groups()) {
            if (wanted.test(group) && goOn.getAsBoolean()) {
                GroupResult result = judge.apply(group);
                if (result.verdict() == Verdict.FAILED) {
                    failed.add(group.id());
                }
                results.add(blocked(result, group.needs().stream().filter(failed::contains).toList()));
            }
        }
        return total(lab, results, true, "");
    }

    /** A lab of which nothing was sent, or the stub as it was handed out: every group fails, and nothing need run. */
    static LabResult notAttempted(Lab lab, String message) {
        return failingAll(lab, Verdict.FAILED, false, message);
    }

    /** A lab that can't be graded as sent. */
    static LabResult rejected(Lab lab, String message) {
        return failingAll(lab, Verdict.REJECTED, true, message);
    }

    /** A lab that the grader itself could not grade. */
    static LabResult inconclusive(Lab lab, String message) {
        return failingAll(lab, Verdict.INCONCLUSIVE, true, message);
    }

    private static LabResult failingAll(Lab lab, Verdict verdict, boolean attempted, String message) {
        List<GroupResult> groups = lab.groups().stream()
                .map(g -> new GroupResult(g.id(), g.title(), g.kind(), verdict, 0, g.points(), g.rule(), message, List.of(),
                        java.util.Optional.empty()))
                .toList();
        return new LabResult(lab.id(), verdict, attempted, 0,
                lab.groups().stream().mapToInt(Group::points).sum(), groups, message);
    }

    private static GroupResult blocked(GroupResult result, List<String> by) {
        if (result.verdict() != Verdict.FAILED || by.isEmpty()) {
            return result;
        }
        return new GroupResult(result.id(), result.title(), result.kind(), result.verdict(), result.score(),
                result.maxScore(), result.rule(), result.message(), by, result.counterexample());
    }

    private static LabResult total(Lab lab, List<GroupResult> groups, boolean attempted, String message) {
        Verdict verdict = groups.stream().anyMatch(g -> g.verdict() == Verdict.INCONCLUSIVE) ? Verdict.INCONCLUSIVE
                : groups.stream().allMatch(g -> g.verdict() == Verdict.PASSED) ? Verdict.PASSED
                : groups.stream().noneMatch(g -> g.verdict() == Verdict.FAILED) ? Verdict.NOT_JUDGED : Verdict.FAILED;
        return new LabResult(lab.id(), verdict, attempted,
                groups.stream().mapToInt(GroupResult::score).sum(),
                groups.stream().mapToInt(GroupResult::maxScore).sum(), groups, message);
    }
}
