package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.scenario.ScenarioException;
import iommu.view.SafeText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine;

/** What every command line of the kit does alike: where it writes, and how it fails. */
final class Door {

    private Door() {
    }

    /** Where the program writes. */
    static PrintWriter standardOutput() {
        return new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    }

    static PrintWriter standardError() {
        return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    }

    /**
     * Runs one command.
     *
     * @param line knows where to write
     * @param more failures that are the user's, beside those that every command may end with
     * @return the exit code
     */
    static int run(CommandLine line, Predicate<Exception> more, String... arguments) {
        PrintWriter err = line.getErr();
        line.setExecutionExceptionHandler((failure, command, parsed) -> explain(err, failure, more));
        line.setParameterExceptionHandler((wrong, given) -> {
            err.println("iommu: " + said(wrong));
            err.println("Try: ./iommu " + (wrong.getCommandLine().getParent() == null ? "" : wrong.getCommandLine()
                    .getCommandName() + " ") + "--help");
            return Exit.USAGE;
        });
        return line.execute(arguments);
    }

    private static String said(CommandLine.ParameterException wrong) {
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched && wrong.getCommandLine().getParent() == null
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            List<String> near = unmatched.getSuggestions();
            return "there is no command " + SafeText.line(unmatched.getUnmatched().getFirst())
                    + (near.isEmpty() ? "" : ". Do you mean " + near.getFirst() + "?");
        }
        return wrong.getMessage();
    }

    private static int explain(PrintWriter err, Exception failure, Predicate<Exception> more) {
        boolean usage = failure instanceof UsageException || failure instanceof ScenarioException || more.test(failure);
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        err.println("iommu: " + (usage ? message : "the kit itself failed: " + message));
        if (!usage && System.getenv("IOMMU_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        return usage ? Exit.USAGE : Exit.KIT_FAILED;
    }
}
