package iommu.grade.cli;

import iommu.grade.judge.Drawing;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.report.Batch;
import iommu.grade.report.GradebookCsv;
import iommu.grade.report.GroupGuide;
import iommu.grade.report.IndexHtml;
import iommu.grade.report.Pictures;
import iommu.grade.report.Replay;
import iommu.grade.report.ReportHtml;
import iommu.grade.report.ResultJson;
import iommu.grade.report.SummaryJson;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The folder that a batch is written to: {@code summary.json}, {@code gradebook.csv}, {@code index.html}, and one folder each. */
final class Output {

    private final Path folder;
    private final Map<String, GroupGuide> guides = new TreeMap<>();
    private final Map<String, Path> rooms;
    private final UnaryOperator<SubmissionResult> shown;

    /**
     * Writes to a folder.
     *
     * @param rooms where each submission, by its name, was sent from
     * @param shown what its student may see of a result
     */
    Output(Path folder, Manifest manifest, List<Lab> labs, Map<String, Path> rooms, UnaryOperator<SubmissionResult> shown) {
        this.folder = folder;
        this.rooms = rooms;
        this.shown = shown;
        labs.forEach(lab -> guides.putAll(Console.guides(manifest, lab)));
    }

    void write(Batch batch) throws IOException {
        for (SubmissionResult result : batch.submissions()) {
            write(shown.apply(result));
        }
        Files.writeString(folder.resolve("summary.json"), SummaryJson.of(batch));
        Files.writeString(folder.resolve("gradebook.csv"), GradebookCsv.of(batch));
        Files.writeString(folder.resolve("index.html"), IndexHtml.of(batch, Output::folderOf));
    }

    /** A folder name that no submission's name can turn into anything else. */
    static String folderOf(SubmissionResult result) {
        String name = result.submission();
        if (name.matches("[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}") && !name.endsWith(".")) {
            return name;
        }
        String tame = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return tame.substring(0, Math.min(60, tame.length())) + "-" + Integer.toHexString(name.hashCode());
    }

    private void write(SubmissionResult result) throws IOException {
        Path own = folder.resolve(folderOf(result));
        Folders.delete(own);
        Files.createDirectories(own);
        Map<String, Pictures.Shown> pictures = new TreeMap<>();
        for (LabResult lab : result.labs()) {
            for (GroupResult group : lab.groups()) {
                if (group.counterexample().isPresent()) {
                    Counterexample smallest = group.counterexample().get();
                    Files.writeString(own.resolve(smallest.file()), smallest.scenario());
                    draw(smallest, group.id(), pictures);
                }
            }
        }
        Files.writeString(own.resolve("result.json"), ResultJson.of(result));
        Replay replay = new Replay(own.toString(), String.valueOf(rooms.get(result.submission())));
        Files.writeString(own.resolve("report.html"), ReportHtml.of(result, guides, new Pictures(pictures), replay));
    }

    private static void draw(Counterexample smallest, String group, Map<String, Pictures.Shown> pictures) {
        Scenario scenario = Scenario.parse(smallest.file(), smallest.scenario());
        PreparedCase run = Lawbook.prepare(scenario);
        Drawing.of(scenario, run.plan(), smallest.divergence())
                .ifPresent(picture -> pictures.put(group, Pictures.Shown.of(picture)));
    }
}
