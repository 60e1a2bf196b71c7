package iommu.grade.cli;

import iommu.grade.confidence.SubjectException;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.Submission;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Trials;
import iommu.grade.kills.KillLedger;
import iommu.grade.kills.KillRun;
import iommu.grade.kills.SubjectClasses;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.TestsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The second half of a batch: what the tests that learners sent are worth. All of a lab's are played on a room at once. */
final class TestsPhase {

    private final Kit kit;
    private final Rooms rooms;
    private final int workers;
    private final PrintWriter out;

    TestsPhase(Kit kit, Rooms rooms, int workers, PrintWriter out) {
        this.kit = kit;
        this.rooms = rooms;
        this.workers = workers;
        this.out = out;
    }

    /** The results with what the tests of each are worth. @param ledger what a batch that was stopped has found out already */
    List<SubmissionResult> added(List<SubmissionResult> graded, List<Submission> sent, List<Lab> labs, Path ledger)
            throws IOException, InterruptedException {
        if (sent.stream().allMatch(submission -> submission.tests().isEmpty())) {
            return graded;
        }
        Map<String, List<TestsResult>> worth = new HashMap<>();
        Path scratch = Files.createTempDirectory("iommu-tests");
        try (Trials trials = new Trials(rooms, scratch)) {
            Subjects subjects = new Subjects(kit.home(), kit.manifest(), "");
            KillRun run = new KillRun(subjects, SubjectClasses.unkept(subjects, trials), trials,
                    new KillRun.Terms(KillLedger.open(ledger), workers, Grader.identity(kit, kit.suite(1), rooms), kit.suite(1)));
            for (Lab lab : labs) {
                Map<String, List<TestFile>> tests = new TreeMap<>();
                sent.stream().filter(s -> s.tests().containsKey(lab.number())).forEach(s -> tests.put(s.name(), s.tests().get(lab.number())));
                if (!tests.isEmpty()) {
                    played(run, lab, tests).forEach((name, result) -> worth.computeIfAbsent(name, n -> new ArrayList<>()).add(result));
                }
            }
        } finally {
            Folders.delete(scratch);
        }
        return graded.stream().map(result -> result.withTests(worth.getOrDefault(result.submission(), List.of()))).toList();
    }

    /** What fails here is the kit's doing, and no reason to lose the grades of a night. */
    private Map<String, TestsResult> played(KillRun run, Lab lab, Map<String, List<TestFile>> tests) throws InterruptedException {
        try (LateProgress progress = new LateProgress(run.rooms(lab), "rooms met the tests of lab " + lab.number(), out)) {
            return run.run(lab, tests, progress::step);
        } catch (IOException | SubjectException kitFailed) {
            Map<String, TestsResult> none = new TreeMap<>();
            tests.keySet().forEach(name -> none.put(name, new TestsResult(lab.id(), List.of(), List.of(),
                    "the kit's own rooms could not be run")));
            return none;
        }
    }
}
