package iommu.grade.cli;

import iommu.arch.SourceId;
import iommu.emulator.safety.Cells;
import iommu.emulator.safety.MatrixPolicy;
import iommu.grade.intake.UsageException;
import iommu.view.MatrixCell;
import iommu.view.MatrixCsv;
import iommu.view.MatrixPicture;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The safety matrix, asked of the reference cell by cell; {@link MatrixPicture} makes rows of it. */
@Command(name = "matrix", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Prints which listeners a unit may have under which configuration, and why not.",
        footer = {"", "Text and HTML merge what is answered alike; CSV has one line for each cell.", "",
                "Examples: ./iommu matrix",
                "          ./iommu matrix --format html --out matrix.html",
                "          ./iommu matrix --format csv | grep missed-map"})
final class MatrixCommand implements Callable<Integer> {

    /** The forms that it can be printed in. */
    enum Format {
        text, csv, html, svg
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--format", paramLabel = "FORM", defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes to this file instead of printing.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        List<MatrixCell> cells = Cells.of(MatrixPolicy::new, SourceId.parse("00:03.0")).stream()
                .map(c -> new MatrixCell(c.configuration(), c.wishes(), c.verdict())).toList();
        String matrix = switch (format) {
            case text -> MatrixPicture.of(cells).text();
            case csv -> MatrixCsv.of(cells);
            case html -> MatrixPicture.of(cells).html();
            case svg -> MatrixPicture.of(cells).svg();
        };
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            out.print(matrix);
        } else {
            save(matrix);
            out.println("written to " + file);
        }
        out.flush();
        return Exit.DONE;
    }

    private void save(String matrix) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new UsageException("--out " + file + (Files.isDirectory(file) ? " is a folder" : ": no folder " + folder));
        }
        Files.writeString(file, matrix);
    }
}
