package iommu.grade.report;

import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import iommu.view.SafeText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code gradebook.csv}: one row for each submission, one column for each lab, quoted as RFC 4180 says, ended by LF.
 *
 * <p>Of a course it has three columns more: whose it is, the course's score of 100, and the labs that came late, such as
 * {@code 01:2d}.
 *
 * <p>What the judge could not decide is an empty cell, never a 0: it must not be charged to the student.
 */
public final class GradebookCsv {

    private GradebookCsv() {
    }

    /** The whole file, its header first. */
    public static String of(Batch batch) {
        List<String> header = new ArrayList<>();
        header.add("submission");
        batch.labs().forEach(lab -> header.add(lab.lab()));
        header.addAll(List.of("total", "max", "verdict"));
        if (!batch.course().isEmpty()) {
            header.addAll(List.of("person", "course", "late"));
        }
        StringBuilder out = new StringBuilder(row(header));
        batch.submissions().forEach(s -> out.append(row(cells(s, batch))));
        return out.toString();
    }

    private static List<String> cells(SubmissionResult submission, Batch batch) {
        List<String> cells = new ArrayList<>();
        cells.add(submission.submission());
        for (Batch.LabColumn column : batch.labs()) {
            boolean undecided = Batch.lab(submission, column.lab()).map(LabResult::verdict)
                    .orElse(submission.verdict()) == Verdict.INCONCLUSIVE;
            int score = Batch.lab(submission, column.lab()).map(LabResult::score).orElse(0);
            cells.add(undecided ? "" : Integer.toString(score));
        }
        boolean undecided = submission.verdict() == Verdict.INCONCLUSIVE;
        cells.add(undecided ? "" : Integer.toString(submission.score()));
        cells.add(Integer.toString(batch.maxScore()));
        cells.add(submission.verdict().toString());
        Optional.ofNullable(batch.course().get(submission.submission())).ifPresent(score -> {
            cells.add(score.person());
            cells.add(score.score().map(BigDecimal::toPlainString).orElse(""));
            cells.add(score.late().stream().map(lab -> Batch.numberOf(lab.lab()) + ":" + lab.daysLate() + "d").collect(Collectors.joining(" ")));
        });
        return cells;
    }

    private static String row(List<String> cells) {
        return cells.stream().map(GradebookCsv::cell).collect(Collectors.joining(",", "", "\n"));
    }

    /** One cell: no spreadsheet may take it for a formula, nor a terminal for a command. */
    private static String cell(String text) {
        boolean formula = !text.isEmpty() && "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(0)) >= 0;
        String safe = SafeText.lines(text);
        String cell = formula || !safe.isEmpty() && "=+-@".indexOf(safe.charAt(0)) >= 0 ? "'" + safe : safe;
        boolean quote = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
    }
}
