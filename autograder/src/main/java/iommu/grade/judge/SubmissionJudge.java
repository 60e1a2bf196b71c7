package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Submission;
import iommu.grade.sandbox.Outcome;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

/**
 * Judges whole submissions. Safe for use by several threads: each submission gets processes of its own, and only runs
 * that must be alone wait for the others.
 */
public final class SubmissionJudge {

    private final Suite suite;
    private final Rooms rooms;
    private final Stubs stubs;
    private final ReadWriteLock quiet = new ReentrantReadWriteLock(true);

    /** @param stubs the labs as they were handed out */
    public SubmissionJudge(Suite suite, Rooms rooms, Stubs stubs) {
        this.suite = suite;
        this.rooms = rooms;
        this.stubs = stubs;
    }

    /** Judges every group of these labs. */
    public SubmissionResult judge(Submission submission, List<Lab> labs, Path scratch) {
        return judge(submission, labs, scratch, group -> true);
    }

    /** Judges the groups that {@code wanted} picks. @param scratch an empty folder for compiled classes */
    public SubmissionResult judge(Submission submission, List<Lab> labs, Path scratch, Predicate<Group> wanted) {
        Map<String, Outcome> compiled = rooms.compile(compilable(submission, labs), scratch);
        List<LabResult> results = new ArrayList<>();
        for (Lab lab : labs) {
            results.add(judge(submission, lab, compiled.get(lab.number()), wanted));
        }
        return new SubmissionResult(submission.name(), submission.receipt(), suite.version(), suite.seed(), suite.practice(),
                overall(results), results, submission.notes());
    }

    /** The result of what is no submission at all. */
    public SubmissionResult refused(String name, String sentence, List<Lab> labs) {
        List<LabResult> results = labs.stream().map(lab -> LabJudge.rejected(lab, sentence)).toList();
        return new SubmissionResult(name, "", suite.version(), suite.seed(), suite.practice(), Verdict.REJECTED, results, List.of());
    }

    /** The result of a submission that this grader failed on. */
    public SubmissionResult inconclusive(String name, String sentence, List<Lab> labs) {
        List<LabResult> results = labs.stream().map(lab -> LabJudge.inconclusive(lab, sentence)).toList();
        return new SubmissionResult(name, "", suite.version(), suite.seed(), suite.practice(), Verdict.INCONCLUSIVE, results,
                List.of());
    }

    private Map<Lab, LabSources> compilable(Submission submission, List<Lab> labs) {
        Map<Lab, LabSources> wanted = new LinkedHashMap<>();
        for (Lab lab : labs) {
            LabSources sources = submission.labs().get(lab.number());
            if (sources != null && sources.rejection().isEmpty() && !stubs.unchanged(lab, sources)) {
                wanted.put(lab, sources);
            }
        }
        return wanted;
    }

    private LabResult judge(Submission submission, Lab lab, Outcome compiled, Predicate<Group> wanted) {
        LabSources sources = submission.labs().get(lab.number());
        if (sources == null || sources.rejection().isPresent() || compiled == null) {
            return uncompiled(lab, sources);
        }
        return switch (compiled) {
            case Outcome.Rejected rejected -> LabJudge.rejected(lab, sentence(rejected));
            case Outcome.Inconclusive host -> LabJudge.inconclusive(lab, host.why());
            case Outcome.Compiled ok -> {
                try (LearnerRoom room = new LearnerRoom(() -> rooms.open(lab, ok.classes()))) {
                    yield new LabJudge(suite, quiet).judge(lab, room, wanted);
                }
            }
        };
    }

    /** The result of a lab that there is nothing to compile of. @param sources what was sent; null for nothing */
    static LabResult uncompiled(Lab lab, LabSources sources) {
        if (sources == null) {
            return LabJudge.notAttempted(lab, "Nothing was sent for this lab.");
        }
        return sources.rejection().map(why -> LabJudge.rejected(lab, why))
                .orElseGet(() -> LabJudge.notAttempted(lab, "Not written yet: this is the stub as it was handed out."));
    }

    /** The reason, then the compiler's own words, a line each. */
    static String sentence(Outcome.Rejected rejected) {
        String reason = Character.toUpperCase(rejected.reason().charAt(0)) + rejected.reason().substring(1);
        return rejected.errors().isEmpty() ? reason + "." : reason + ":\n" + String.join("\n", rejected.errors());
    }

    /** Inconclusive if any lab is; rejected if nothing could be graded; failed if any lab failed; else passed. */
    static Verdict overall(List<LabResult> labs) {
        if (labs.stream().anyMatch(lab -> lab.verdict() == Verdict.INCONCLUSIVE)) {
            return Verdict.INCONCLUSIVE;
        }
        boolean nothingGraded = labs.stream().noneMatch(lab -> lab.attempted() && lab.verdict() != Verdict.REJECTED)
                && labs.stream().anyMatch(lab -> lab.verdict() == Verdict.REJECTED);
        if (nothingGraded) {
            return Verdict.REJECTED;
        }
        return labs.stream().allMatch(lab -> lab.verdict() == Verdict.PASSED) ? Verdict.PASSED : Verdict.FAILED;
    }
}
