package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Submission;
import iommu.grade.judge.Folders;
import iommu.grade.judge.LiveJudge;
import iommu.grade.judge.LiveLab;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Lab;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import iommu.grade.watch.Saves;
import iommu.grade.watch.Screen;
import iommu.grade.watch.Screens;
import iommu.grade.watch.Watcher;
import iommu.grade.work.Desk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "watch", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Checks a lab in work/ whenever you save it.",
            "First come the visible cases, then the rest, then the smallest run that fails;",
            "each verdict says what it covers. Ctrl-C ends it.",
            "Exit status: 1 if the last version does not pass."},
        footer = {"", "Examples: ./iommu watch         the lab that you worked on last",
                "          ./iommu watch 02.3    stage 3 of lab 02",
                "          ./iommu watch 02 --plain"})
final class WatchCommand implements Callable<Integer> {

    /** What Ctrl-C waits for: killing what runs, deleting what is left. */
    private static final int END_SECONDS = 10;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB[.STAGE]", arity = "0..1",
            description = "The lab's number, with a stage of its README if you like. Default: the lab worked on last")
    private String what;

    @Option(names = "--plain", description = "Writes line after line and nothing over: for screen readers.")
    private boolean plain;

    @Option(names = "--until-passed", description = "Ends, with exit status 0, when everything that is watched has passed.")
    private boolean untilPassed;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        LabChoice choice = LabChoice.of(Kit.here(), what).requireBegun();
        LabSources standIn = Samples.constant("identity", List.of(choice.lab())).labs().get(choice.lab().number());
        LiveLab live = new LiveLab(choice.lab(), choice::means, standIn);
        CountDownLatch tidied = new CountDownLatch(1);
        Path scratch = Files.createTempDirectory("iommu-watch");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            return watch(choice, live, new Rooms(sandbox), scratch, tidied);
        } finally {
            Folders.delete(scratch);
            tidied.countDown();
        }
    }

    private int watch(LabChoice choice, LiveLab what, Rooms rooms, Path scratch, CountDownLatch tidied) throws Exception {
        Kit kit = choice.kit();
        Path sources = kit.work(choice.lab()).resolve("src");
        Suite suite = kit.suite(1);
        try (LiveJudge live = new LiveJudge(suite, rooms, kit.stubs(), what, scratch); Saves saves = new Saves(sources)) {
            Watcher watcher = new Watcher(what.lab(), live, () -> new Intake(kit.manifest()).read(kit.work(what.lab())),
                    screen(kit, what, suite, sources), (submission, result) -> settled(choice, submission, result));
            Thread end = new Thread(() -> end(watcher, tidied), "end");
            Runtime.getRuntime().addShutdownHook(end);
            watcher.run(saves, untilPassed);
            forget(end);
            return status(watcher);
        }
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException endingAlready) {
            return;
        }
    }

    private Screen screen(Kit kit, LiveLab what, Suite suite, Path sources) {
        PrintWriter out = spec.commandLine().getOut();
        Lab lab = what.lab();
        Screens screens = new Screens(out, Console.style(), result -> Console.table(kit.manifest(), lab, result));
        int cases = what.groups().stream().mapToInt(group -> suite.cases(lab, group).size()).sum();
        String footer = "Watching " + kit.shown(sources) + ". Ctrl-C ends it.";
        if (Console.canDraw() && !plain) {
            return screens.full(what, cases, footer);
        }
        out.print(Console.text(footer));
        out.flush();
        return screens.lines(what, cases);
    }

    private static String settled(LabChoice choice, Submission submission, LabResult result) throws IOException {
        Desk desk = choice.kit().desk();
        desk.remember(choice.lab(), desk.diary(choice.lab()).with(choice.lab(), result, submission.receipt()));
        return CheckCommand.smallestRun(choice, result);
    }

    private static int status(Watcher watcher) {
        return watcher.last() == Verdict.PASSED ? Exit.DONE : Exit.WORK_FAILS;
    }

    /** Ctrl-C: lets the watch put everything away, and leaves with its verdict. */
    private void end(Watcher watcher, CountDownLatch tidied) {
        watcher.stop();
        try {
            if (!tidied.await(END_SECONDS, TimeUnit.SECONDS)) {
                spec.commandLine().getErr().println("iommu: the watch did not end by itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        spec.commandLine().getOut().println();
        spec.commandLine().getOut().flush();
        Runtime.getRuntime().halt(status(watcher));
    }
}
