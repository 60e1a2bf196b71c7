package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.Submission;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.BatchGrader;
import iommu.grade.judge.Journal;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Lab;
import iommu.grade.report.Batch;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.SubmissionResult;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "grade", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Grades submissions: folders, zips, or folders that hold some.",
        footer = {"", "Example: ./iommu grade autograder/examples/submissions --out work/grades"})
final class GradeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A submission, or a folder of submissions.")
    private List<Path> paths;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Where results and reports go; a batch that was stopped goes on from there. Default: work/grades")
    private Path out;

    @Mixin
    private CourseChoice courseChoice;

    @Option(names = "--workers", paramLabel = "N", description = "Submissions at a time. Default: one for each processor")
    private Integer workers;

    @Option(names = "--fail-below", paramLabel = "PERCENT",
            description = "Exit 1 if any submission earns less than this part of its points.")
    private Integer failBelow;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        if (workers != null && workers < 1) {
            throw new UsageException("--workers must be at least 1");
        }
        if (failBelow != null && (failBelow < 0 || failBelow > 100)) {
            throw new UsageException("--fail-below must be 0 to 100 percent");
        }
        Kit kit = Kit.here();
        courseChoice.read(kit);
        List<IntakeResult> all = new ArrayList<>();
        Map<String, Path> origins = new TreeMap<>();
        Intake intake = new Intake(kit.manifest());
        for (Path path : Intake.find(paths)) {
            all.add(intake.read(path));
            origins.put(all.getLast().name(), path);
        }
        List<String> remarks = new ArrayList<>();
        List<IntakeResult> sent = courseChoice.counting(all, remarks);
        List<Lab> counted = courseChoice.counted(kit, sent);
        Path results = out == null ? kit.work().resolve("grades") : out;
        if (origins.values().stream().anyMatch(p -> results.toAbsolutePath().normalize().startsWith(p.toAbsolutePath().normalize()))) {
            throw new UsageException(results + " lies in a submission: choose another folder with --out");
        }
        prepare(results);
        try (Sandbox sandbox = sandboxChoice.forMany(kit, submissions(sent), spec.commandLine().getErr())) {
            courseChoice.warn(sandbox, spec.commandLine().getErr());
            Batch batch = grade(kit, sent, counted, new Rooms(sandbox), results);
            new Output(results, kit.manifest(), counted, origins, courseChoice.shown(batch)).write(batch);
            return show(batch, sandbox, results, remarks);
        }
    }

    private Batch grade(Kit kit, List<IntakeResult> sent, List<Lab> counted, Rooms rooms, Path results) throws Exception {
        Suite suite = courseChoice.suite(kit);
        SubmissionJudge judge = new SubmissionJudge(suite, rooms, kit.stubs());
        Journal journal = Journal.open(results.resolve("journal.jsonl"), Grader.identity(kit, suite, rooms));
        Progress progress = Progress.of(sent.size(), spec.commandLine().getOut());
        int atATime = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
        List<SubmissionResult> graded = new BatchGrader(judge, journal, atATime).grade(sent, counted, progress);
        progress.done();
        return courseChoice.batch(suite, new TestsPhase(kit, rooms, atATime, spec.commandLine().getOut())
                .added(graded, submissions(sent), counted, results.resolve("tests.jsonl")));
    }

    private int show(Batch batch, Sandbox sandbox, Path results, List<String> remarks) {
        PrintWriter console = spec.commandLine().getOut();
        console.print(Console.table(batch));
        console.println();
        console.println(courseChoice.sentence() + " Sandbox: " + sandbox.describe());
        long withTests = batch.submissions().stream().filter(r -> !r.tests().isEmpty()).count();
        if (withTests > 0) {
            remarks.add("With tests of their own: " + withTests + " of " + batch.submissions().size()
                    + " submissions. What those find is in result.json and report.html.");
        }
        remarks.forEach(remark -> console.print(Console.text(remark)));
        console.println("Reports: " + results.resolve("index.html"));
        console.flush();
        return failBelow != null && batch.submissions().stream()
                .anyMatch(r -> 100L * r.score() < (long) failBelow * r.maxScore()) ? Exit.WORK_FAILS : Exit.DONE;
    }

    private static List<Submission> submissions(List<IntakeResult> sent) {
        return sent.stream().filter(IntakeResult.Received.class::isInstance)
                .map(r -> ((IntakeResult.Received) r).submission()).toList();
    }

    private static void prepare(Path results) {
        try {
            Files.createDirectories(results);
            if (!Files.isWritable(results)) {
                throw new UsageException("can't write to " + results + ": choose another folder with --out");
            }
        } catch (java.io.IOException e) {
            throw new UsageException("can't make the folder " + results + ": choose another with --out");
        }
    }
}
