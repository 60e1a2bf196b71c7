package iommu.grade.cli;

import iommu.grade.intake.KitVersion;
import iommu.peers.recording.RecordingException;
import java.io.PrintWriter;
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
                TestsCommand.class, HandoutCommand.class, CommandLine.HelpCommand.class},
        footer = {"", "./iommu test runs the kit's own tests.",
                "Exit codes: 0 done, 1 the learner's work fails, a recording is wrong,",
                "a comparison, a litmus test, a goal or a gate fails, 2 wrong usage or input,",
                "3 the kit itself failed.", "",
                "Example: ./iommu grade autograder/examples/submissions"})
public final class Main implements Runnable {

    static final String VERSION = "IOMMU Workshop " + KitVersion.KIT;

    private CommandLine line;

    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(run(Door.standardOutput(), Door.standardError(), arguments));
    }

    /** Runs one command. @return the exit code */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        main.line = new CommandLine(main);
        main.line.setOut(out).setErr(err);
        return Door.run(main.line, failure -> failure instanceof RecordingException, arguments);
    }

    @Override
    public void run() {
        line.usage(line.getOut());
    }
}
