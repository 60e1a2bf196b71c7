package iommu.grade.course;

import iommu.grade.intake.UsageException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who sent what, and when.
 *
 * @param file for messages
 * @param rows in the order of the file; no submission twice
 */
public record Roster(Path file, List<Row> rows) {

    /**
     * One submission.
     *
     * @param submission its name: that of the folder, or of the archive without its ending
     * @param submitted  when it came; empty if nobody knows
     */
    public record Row(String person, String submission, Optional<OffsetDateTime> submitted) {
    }

    public Roster {
        rows = List.copyOf(rows);
    }

    /** The row of a submission. */
    public Optional<Row> of(String submission) {
        return rows.stream().filter(row -> row.submission().equals(submission)).findFirst();
    }

    /** The persons of whom none of these submissions is, in the roster's order. */
    public List<String> missing(Set<String> submissions) {
        Set<String> there = rows.stream().filter(row -> submissions.contains(row.submission())).map(Row::person).collect(Collectors.toSet());
        return rows.stream().map(Row::person).distinct().filter(person -> !there.contains(person)).toList();
    }

    /**
     * Which of these submissions count: of each person's the one that came last.
     *
     * @return those that don't, each with the one that does instead
     * @throws UsageException naming two of the same person of which nobody can say which came last
     */
    public Map<String, String> superseded(Set<String> submissions) {
        Map<String, List<Row>> byPerson = new LinkedHashMap<>();
        rows.stream().filter(row -> submissions.contains(row.submission()))
                .forEach(row -> byPerson.computeIfAbsent(row.person(), p -> new ArrayList<>()).add(row));
        Map<String, String> older = new LinkedHashMap<>();
        for (List<Row> own : byPerson.values()) {
            Row last = own.getFirst();
            for (Row row : own.subList(1, own.size())) {
                last = later(last, row);
            }
            String counts = last.submission();
            own.stream().map(Row::submission).filter(name -> !name.equals(counts)).forEach(name -> older.put(name, counts));
        }
        return older;
    }

    private Row later(Row a, Row b) {
        if (a.submitted().isEmpty() || b.submitted().isEmpty() || a.submitted().get().isEqual(b.submitted().get())) {
            throw new UsageException(file + ": " + a.submission() + " and " + b.submission() + " are both of " + a.person()
                    + ", and it does not say which came last: write different times into the column submitted, or take one away");
        }
        return a.submitted().get().isAfter(b.submitted().get()) ? a : b;
    }

    /** The submissions that it does not know. */
    public Set<String> strangers(Set<String> submissions) {
        Set<String> unknown = new TreeSet<>(submissions);
        rows.forEach(row -> unknown.remove(row.submission()));
        return unknown;
    }
}
