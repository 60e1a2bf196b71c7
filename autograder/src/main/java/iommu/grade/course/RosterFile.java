package iommu.grade.course;

import iommu.grade.course.Roster.Row;
import iommu.grade.intake.UsageException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a roster: CSV with a header that has the columns {@code person} and {@code submission}, and perhaps
 * {@code submitted}. Other columns are for others.
 */
final class RosterFile {

    private static final String PERSON = "person";
    private static final String SUBMISSION = "submission";
    private static final String SUBMITTED = "submitted";

    private final Path file;

    private RosterFile(Path file) {
        this.file = file;
    }

    static Roster read(Path file) {
        return new RosterFile(file).roster(CourseFile.content(file));
    }

    private Roster roster(String content) {
        Csv csv = Csv.of(content.startsWith("\uFEFF") ? content.substring(1) : content);
        if (csv.openQuoteLine() > 0) {
            throw wrong(csv.openQuoteLine(), "a quotation mark is opened and never closed");
        }
        if (csv.records().isEmpty()) {
            throw wrong(1, "the roster is empty: begin it with the line person,submission,submitted");
        }
        Csv.Row header = csv.records().getFirst();
        int person = column(header, PERSON);
        int submission = column(header, SUBMISSION);
        int submitted = header.cells().indexOf(SUBMITTED);
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Csv.Row record : csv.records().subList(1, csv.records().size())) {
            if (record.cells().size() != header.cells().size()) {
                throw wrong(record.line(), "there are " + record.cells().size() + " cells, and the header has " + header.cells().size());
            }
            Row row = new Row(need(record, person, PERSON), need(record, submission, SUBMISSION),
                    submitted < 0 ? Optional.empty() : time(record, submitted));
            Integer other = lines.put(row.submission(), record.line());
            if (other != null) {
                throw wrong(record.line(), "the submission " + row.submission() + " is on line " + other + " already: leave one out");
            }
            rows.add(row);
        }
        return new Roster(file, rows);
    }

    private int column(Csv.Row header, String name) {
        int at = header.cells().indexOf(name);
        if (at < 0 || at != header.cells().lastIndexOf(name)) {
            throw wrong(header.line(), "the header needs one column " + name + ", such as in person,submission,submitted");
        }
        return at;
    }

    private String need(Csv.Row record, int at, String name) {
        String cell = record.cells().get(at);
        if (cell.isEmpty()) {
            throw wrong(record.line(), "the " + name + " is missing");
        }
        return cell;
    }

    private Optional<OffsetDateTime> time(Csv.Row record, int at) {
        String cell = record.cells().get(at);
        try {
            return cell.isEmpty() ? Optional.empty() : Optional.of(Times.read(cell));
        } catch (DateTimeException wrong) {
            throw wrong(record.line(), "submitted should be empty, or a date with time and offset such as " + Times.EXAMPLE + ", not " + cell);
        }
    }

    private UsageException wrong(int line, String sentence) {
        return new UsageException(file + ":" + line + ": " + sentence);
    }
}
