package iommu.grade.cli;

import iommu.grade.intake.Submission;
import iommu.grade.judge.CaseSource;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import iommu.grade.work.Desk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "check", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Checks a lab in work/, or one stage of it, and shows the smallest run that fails.",
        footer = {"", "Examples: ./iommu check         the lab that you worked on last",
                "          ./iommu check 02      the whole lab",
                "          ./iommu check 02.3    stage 3 of it"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB[.STAGE]", arity = "0..1",
            description = "The lab's number, with a stage of its README if you like. Default: the lab worked on last")
    private String what;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        LabChoice choice = LabChoice.of(Kit.here(), what).requireBegun();
        Submission submission = choice.submission();
        LabResult result = judge(choice, submission);
        String own = ownMachine(choice, submission);
        Desk desk = choice.kit().desk();
        desk.remember(choice.lab(), desk.diary(choice.lab()).with(choice.lab(), result, submission.receipt()));
        boolean passed = show(choice, result);
        spec.commandLine().getOut().print(own);
        spec.commandLine().getOut().flush();
        return passed ? Exit.DONE : Exit.WORK_FAILS;
    }

    private LabResult judge(LabChoice choice, Submission submission) throws IOException {
        Kit kit = choice.kit();
        Path scratch = Files.createTempDirectory("iommu-check");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            return new SubmissionJudge(kit.suite(1), new Rooms(sandbox), kit.stubs())
                    .judge(submission, List.of(choice.lab()), scratch, choice::means).labs().getFirst();
        } finally {
            Folders.delete(scratch);
        }
    }

    private String ownMachine(LabChoice choice, Submission submission) throws IOException {
        if (!OwnBoot.isAsked(choice)) {
            return "";
        }
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            return OwnBoot.told(choice, submission, sandbox);
        }
    }

    private boolean show(LabChoice choice, LabResult result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Console.table(choice.kit().manifest(), choice.lab(), result));
        out.print(smallestRun(choice, result));
        out.flush();
        if (result.verdict() == Verdict.INCONCLUSIVE) {
            throw new IOException("this could not be judged here: " + result.message());
        }
        return result.verdict() == Verdict.PASSED || result.verdict() == Verdict.NOT_JUDGED;
    }

    /** Saves every failing run, and shows the first. @return nothing if there is none */
    static String smallestRun(LabChoice choice, LabResult result) throws IOException {
        Kit kit = choice.kit();
        Lab lab = choice.lab();
        List<Counterexample> runs = result.groups().stream().filter(g -> g.verdict() != Verdict.PASSED)
                .map(GroupResult::counterexample).flatMap(Optional::stream).toList();
        if (runs.isEmpty()) {
            return "";
        }
        for (Counterexample run : runs.reversed()) {
            kit.desk().save(lab, run);
        }
        Path saved = kit.shown(kit.work(lab).resolve("counterexamples").resolve(runs.getFirst().file()));
        String failed = runs.getFirst().file().replaceFirst("\\.vtd$", "");
        boolean shrunk = CaseSource.maker().knowsTheOracle();
        return (shrunk ? "\nThe smallest run that shows it:\n" : "\nA run that shows it:\n") + runs.getFirst().scenario().indent(4)
                + "\n" + Console.text("It is saved" + (runs.size() == 1 ? "" : ", with those of the other groups that failed")
                        + ". Replay it:")
                + "    ./iommu replay " + saved + (shrunk ? " --room " + kit.shown(kit.work(lab)) + " --lab " + lab.number() : "") + "\n"
                + "A hint:\n    ./iommu hint " + (choice.part().isEmpty() ? lab.number() : failed) + "\n";
    }
}
