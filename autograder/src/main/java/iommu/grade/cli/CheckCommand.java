package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.Submission;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "check", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Checks a lab in work/, or one stage of it, and shows the smallest run that fails.",
        footer = {"", "Examples: ./iommu check 02      the whole lab",
                "          ./iommu check 02.3    stage 3 of it"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB[.STAGE]", description = "The lab's number, with a stage of its README if you like.")
    private String what;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        String[] parts = what.split("\\.", 2);
        Lab lab = kit.lab(parts[0]);
        Predicate<Group> wanted = parts.length == 1 ? group -> true : stage(lab, parts[1]);
        Path folder = kit.work(lab);
        if (!Files.isDirectory(folder)) {
            throw new UsageException("lab " + lab.number() + " is not in work/ yet. Begin it with ./iommu start " + lab.number());
        }
        IntakeResult read = new Intake(kit.manifest()).read(folder);
        if (read instanceof IntakeResult.Refused refused) {
            throw new UsageException(refused.sentence());
        }
        Submission submission = ((IntakeResult.Received) read).submission();
        LabResult result = judge(kit, lab, submission, wanted);
        return show(kit, lab, result) ? Exit.DONE : Exit.WORK_FAILS;
    }

    private static Predicate<Group> stage(Lab lab, String text) {
        if (lab.groups().stream().noneMatch(group -> Integer.toString(group.stage()).equals(text))) {
            throw new UsageException("lab " + lab.number() + " has no stage " + text + ": its README has stages 1 to "
                    + lab.groups().stream().mapToInt(Group::stage).max().orElse(0));
        }
        return group -> Integer.toString(group.stage()).equals(text);
    }

    private LabResult judge(Kit kit, Lab lab, Submission submission, Predicate<Group> wanted) throws IOException {
        Suite suite = kit.suite(1);
        Path scratch = Files.createTempDirectory("iommu-check");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            return new SubmissionJudge(suite, new Rooms(sandbox), kit.stubs()).judge(submission, List.of(lab), scratch, wanted).labs()
                    .getFirst();
        } finally {
            Folders.delete(scratch);
        }
    }

    private boolean show(Kit kit, Lab lab, LabResult result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(Console.table(lab, result));
        List<GroupResult> failed = result.groups().stream()
                .filter(g -> g.verdict() != Verdict.PASSED && g.counterexample().isPresent()).toList();
        for (GroupResult group : failed) {
            save(kit, lab, group.counterexample().get());
        }
        if (!failed.isEmpty()) {
            explain(kit, lab, failed.getFirst().counterexample().get(), out);
        }
        out.flush();
        if (result.verdict() == Verdict.INCONCLUSIVE) {
            throw new IOException("this could not be judged here: " + result.message());
        }
        return result.verdict() == Verdict.PASSED;
    }

    private static Path save(Kit kit, Lab lab, Counterexample smallest) throws IOException {
        Path file = kit.work(lab).resolve("counterexamples").resolve(smallest.file());
        Files.createDirectories(file.getParent());
        return Files.writeString(file, smallest.scenario());
    }

    private static void explain(Kit kit, Lab lab, Counterexample smallest, PrintWriter out) {
        Path saved = kit.home().relativize(kit.work(lab).resolve("counterexamples").resolve(smallest.file()));
        out.println();
        out.println("The smallest run that shows it:");
        smallest.scenario().lines().forEach(line -> out.println("    " + line));
        out.println();
        out.println("Saved as " + saved + ", like that of every other group that failed. Replay it:");
        out.println("    ./iommu replay " + saved + " --room " + kit.home().relativize(kit.work(lab)) + " --lab "
                + lab.number());
    }
}
