package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.peers.cost.CostReport;
import iommu.peers.recording.RecordingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What following the guest costs under each setting; {@link CostReport} counts, this prints. */
@Command(name = "cost", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Counts what caching mode, listeners and shadowing cost.",
                "Register writes, descriptors, page walks, events and trapped stores are counted,",
                "of recorded guests and of the reference driver."},
        footer = {"", "Examples: ./iommu cost", "          ./iommu cost --svg cost.svg --csv cost.csv",
                "          ./iommu cost recordings/linux-cm1.events.gz"})
final class CostCommand implements Callable<Integer> {

    private static final List<String> RECORDINGS = List.of("linux-cm1.events.gz", "linux-cm0.events.gz");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECORDING", arity = "0..*", description = "Recorded guests; without one, the kit's two.")
    private List<Path> recordings = new ArrayList<>();

    @Option(names = "--svg", paramLabel = "OUT", description = "Draws every count as a bar into this file.")
    private Path drawing;

    @Option(names = "--csv", paramLabel = "OUT", description = "Writes the counts to this file, a line for each setting.")
    private Path values;

    @Override
    public Integer call() throws IOException {
        for (Path file : recordings) {
            if (!Files.isRegularFile(file)) {
                throw new UsageException(Files.isDirectory(file) ? file + " is a folder, not a recording" : "no such file: " + file);
            }
        }
        requireFolder("--svg", drawing);
        requireFolder("--csv", values);
        CostReport report = count();
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.println();
        out.print(report.stops().text());
        save(drawing, report.chart().svg(), out);
        save(values, report.csv(), out);
        out.flush();
        return Exit.DONE;
    }

    private CostReport count() throws IOException {
        Path kit = Kit.here().home().resolve("recordings");
        try {
            return CostReport.of(recordings.isEmpty() ? RECORDINGS.stream().map(kit::resolve).toList() : recordings);
        } catch (RecordingException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void requireFolder(String option, Path file) {
        if (file != null && (Files.isDirectory(file) || !Files.isDirectory(file.toAbsolutePath().getParent()))) {
            throw new UsageException(option + " " + file
                    + (Files.isDirectory(file) ? " is a folder" : ": no folder " + file.toAbsolutePath().getParent()));
        }
    }

    private static void save(Path file, String content, PrintWriter out) throws IOException {
        if (file != null) {
            Files.writeString(file, content);
            out.println("written: " + file);
        }
    }
}
