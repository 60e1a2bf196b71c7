package iommu.grade.report;

import iommu.grade.verdict.SubmissionResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes every kind of report of the sample class into the folder given, to be looked at. */
final class Gallery {

    private Gallery() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Batch batch = Samples.batch();
        int number = 0;
        for (SubmissionResult submission : batch.submissions()) {
            Path own = Files.createDirectories(folder.resolve("s" + number++));
            Files.writeString(own.resolve("report.html"), ReportHtml.of(submission, Samples.GUIDES, Samples.pictures(),
                    new Replay("out/" + own.getFileName(), "submissions/amy.zip")));
        }
        Files.writeString(folder.resolve("index.html"), IndexHtml.of(batch, s -> "s" + batch.submissions().indexOf(s)));
        Files.writeString(folder.resolve("gradebook.csv"), GradebookCsv.of(batch));
        Files.writeString(folder.resolve("summary.json"), SummaryJson.of(batch));
        Files.writeString(folder.resolve("amy.json"), ResultJson.of(Samples.amy()));
        System.out.print(TerminalTable.of(batch, TerminalStyle.PLAIN) + "\n"
                + LabTable.of(Samples.lab02(), Samples.GUIDES, TerminalStyle.PLAIN) + "\n"
                + LabTable.of(Samples.rejected(), Samples.GUIDES, new TerminalStyle(80, true)));
    }
}
