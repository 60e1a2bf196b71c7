package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.peers.recording.RecordingException;
import iommu.scenario.ScenarioException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The door of the command line. */
@Command(name = "iommu", mixinStandardHelpOptions = true, version = Main.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description = "Learn how an IOMMU works by building one.",
        subcommands = {GradeCommand.class, StartCommand.class, CheckCommand.class, WatchCommand.class, StatusCommand.class,
                HintCommand.class, ResetCommand.class, SolutionCommand.class, ReplayCommand.class, ExplainCommand.class,
                LitmusCommand.class, MatrixCommand.class, CostCommand.class, PackCommand.class, ProofCommand.class,
                ConfidenceCommand.class, CompareCommand.class, QtestCommand.class, BenchCommand.class, DoctorCommand.class,
                TestsCommand.class, CommandLine.HelpCommand.class},
        footer = {"", "./iommu test runs the kit's own tests.",
                "Exit codes: 0 done, 1 the learner's work fails, a recording is wrong,",
                "a comparison, a litmus test, a goal or a gate fails, 2 wrong usage or input,",
                "3 the kit itself failed.", "",
                "Example: ./iommu grade autograder/examples/submissions"})
public final class Main implements Runnable {

    static final String VERSION = "IOMMU Workshop 1.0.0-SNAPSHOT";

    private CommandLine line;

    private Main() {
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command. @return the exit code */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        main.line = new CommandLine(main);
        main.line.setOut(out).setErr(err);
        main.line.setExecutionExceptionHandler((failure, command, parsed) -> explain(err, failure));
        main.line.setParameterExceptionHandler((wrong, given) -> {
            err.println("iommu: " + wrong.getMessage());
            err.println("Try: ./iommu " + (wrong.getCommandLine().getParent() == null ? "" : wrong.getCommandLine()
                    .getCommandName() + " ") + "--help");
            return Exit.USAGE;
        });
        return main.line.execute(arguments);
    }

    private static int explain(PrintWriter err, Exception failure) {
        boolean usage = failure instanceof UsageException || failure instanceof ScenarioException
                || failure instanceof RecordingException;
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        err.println("iommu: " + (usage ? message : "the kit itself failed: " + message));
        if (!usage && System.getenv("IOMMU_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        return usage ? Exit.USAGE : Exit.KIT_FAILED;
    }

    @Override
    public void run() {
        line.usage(line.getOut());
    }
}
