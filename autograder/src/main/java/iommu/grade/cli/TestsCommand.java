package iommu.grade.cli;

import iommu.grade.confidence.Subjects;
import iommu.grade.intake.Intake;
import iommu.grade.intake.TestFile;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Trials;
import iommu.grade.kills.KillLedger;
import iommu.grade.kills.KillRun;
import iommu.grade.kills.SubjectClasses;
import iommu.grade.labs.Lab;
import iommu.grade.report.TestsJson;
import iommu.grade.report.TestsText;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.TestsResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "tests", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Shows what your own tests of a lab find: how many of its seeded bugs they expose,",
            "and whether every right unit passes them. They lie in the lab's folder tests/.",
            "Exit status 1: a test can't be read, or rejects a right unit."},
        footer = {"", "Examples: ./iommu tests         the lab that you worked on last",
                "          ./iommu tests 02      that of lab 02, in work/lab02-walk/tests/*.vtd"})
final class TestsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", arity = "0..1", description = "The lab's number. Default: the lab worked on last")
    private String number;

    @Option(names = "--json", description = "Prints the same as JSON.")
    private boolean json;

    @Option(names = "--plain", description = "Says in words which test exposes which bug, as a screen reader likes it.")
    private boolean plain;

    @Option(names = "--workers", paramLabel = "N", description = "Seeded bugs at a time. Default: one for each processor")
    private Integer workers;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        if (workers != null && workers < 1) {
            throw new UsageException("--workers must be at least 1");
        }
        LabChoice choice = LabChoice.of(Kit.here(), number).requireBegun();
        Kit kit = choice.kit();
        Lab lab = choice.lab();
        if (!choice.part().isEmpty()) {
            throw new UsageException("tests are of a whole lab: ./iommu tests " + lab.number());
        }
        List<TestFile> tests = new Intake(kit.manifest()).tests(lab, kit.work(lab));
        if (tests.isEmpty()) {
            throw new UsageException("there is no test in " + kit.shown(kit.work(lab).resolve(TestFile.FOLDER))
                    + ": write a scenario there, such as mine.vtd. The challenge of the lab's README has ideas");
        }
        TestsResult result = result(kit, lab, tests);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? TestsJson.of(List.of(result)) : TestsText.of(result, plain, Console.style()));
        out.flush();
        if (!result.host().isEmpty()) {
            throw new IOException("this could not be judged here: " + result.host());
        }
        return result.refused() == 0 ? Exit.DONE : Exit.WORK_FAILS;
    }

    private TestsResult result(Kit kit, Lab lab, List<TestFile> tests) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("iommu-tests");
        Subjects subjects = new Subjects(kit.home(), kit.manifest(), "");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            Rooms rooms = new Rooms(sandbox);
            String grader = Grader.identity(kit, kit.suite(1), rooms);
            try (Trials trials = new Trials(rooms, scratch)) {
                SubjectClasses classes = SubjectClasses.keptIn(kit.work().resolve(".classes"), grader, subjects, trials);
                KillRun run = new KillRun(subjects, classes, trials, new KillRun.Terms(KillLedger.none(),
                        workers == null ? Runtime.getRuntime().availableProcessors() : workers, grader, kit.suite(1)));
                try (LateProgress progress = new LateProgress(run.rooms(lab), "rooms of the kit's own, right and wrong",
                        json ? spec.commandLine().getErr() : spec.commandLine().getOut())) {
                    return run.run(lab, Map.of("mine", tests), progress::step).get("mine");
                }
            }
        } finally {
            Folders.delete(scratch);
        }
    }
}
