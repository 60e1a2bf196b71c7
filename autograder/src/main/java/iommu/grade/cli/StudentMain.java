package iommu.grade.cli;

import java.net.URISyntaxException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The door of {@code iommu.jar}, which students are handed out: the learner's commands, and nothing that grades others. */
@Command(name = "iommu", mixinStandardHelpOptions = true, version = Main.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        description = "Learn how an IOMMU works by building one.",
        subcommands = {StartCommand.class, CheckCommand.class, WatchCommand.class, StatusCommand.class, HintCommand.class,
                ResetCommand.class, StudentReplay.class, StudentExplain.class, StudentTests.class, PackCommand.class, DoctorCommand.class,
                CommandLine.HelpCommand.class},
        footer = {"", "Exit codes: 0 done, 1 your work fails, 2 wrong usage or input, 3 the kit itself failed.", "",
                "Example: ./iommu start 00"})
public final class StudentMain implements Runnable {

    private static final String HOME = "iommu.home";

    private CommandLine line;

    private StudentMain() {
    }

    public static void main(String[] arguments) throws URISyntaxException {
        if (System.getProperty(HOME) == null) {
            Path jar = Path.of(StudentMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            System.setProperty(HOME, jar.toAbsolutePath().getParent().toString());
        }
        StudentMain main = new StudentMain();
        main.line = new CommandLine(main).setOut(Door.standardOutput()).setErr(Door.standardError());
        System.exit(run(main.line, arguments));
    }

    private static int run(CommandLine line, String[] arguments) {
        try {
            return Door.run(line, failure -> false, arguments);
        } catch (LinkageError incomplete) {
            line.getErr().println("iommu: this kit is not whole: it lacks " + incomplete.getMessage()
                    + ". Unpack it anew; if that does not help, tell your teacher.");
            line.getErr().flush();
            return Exit.KIT_FAILED;
        }
    }

    @Override
    public void run() {
        line.usage(line.getOut());
    }
}
