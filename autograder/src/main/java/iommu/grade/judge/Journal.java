package iommu.grade.judge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import iommu.grade.labs.Lab;
import iommu.grade.intake.Submission;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Results as they come, one line each, appended and never rewritten: a batch that was killed goes on where it was.
 *
 * <p>A result is found again only under its whole key: the canonical sources, the labs, and everything about the
 * grader that could change a verdict. A line that a kill cut short is skipped.
 */
public final class Journal {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());

    private final Path file;
    private final String grader;
    private final Map<String, SubmissionResult> known = new HashMap<>();

    /** @param result is not kept if inconclusive: that is to be tried again */
    private record Entry(String key, SubmissionResult result) {
    }

    private Journal(Path file, String grader) {
        this.file = file;
        this.grader = grader;
    }

    /**
     * Opens the journal of an output folder.
     *
     * @param grader what the verdict depends on beside the sources: suite, seed, limits, sandbox tier, JDK, build
     */
    public static Journal open(Path file, String grader) throws IOException {
        Journal journal = new Journal(file, grader);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                journal.recall(line);
            }
            if (!endsWithNewline(file)) {
                Files.writeString(file, "\n", StandardOpenOption.APPEND);
            }
        }
        return journal;
    }

    /** A journal that remembers nothing. */
    public static Journal none() {
        return new Journal(null, "");
    }

    private static boolean endsWithNewline(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    }

    private void recall(String line) {
        try {
            Entry entry = JSON.readValue(line, Entry.class);
            known.put(entry.key(), entry.result());
        } catch (JsonProcessingException cutShort) {
            return;
        }
    }

    synchronized Optional<SubmissionResult> find(Submission submission, List<Lab> labs) {
        return Optional.ofNullable(known.get(key(submission, labs)));
    }

    synchronized void append(Submission submission, List<Lab> labs, SubmissionResult result) throws IOException {
        if (file == null || result.verdict() == Verdict.INCONCLUSIVE) {
            return;
        }
        String line = JSON.writeValueAsString(new Entry(key(submission, labs), result)) + "\n";
        Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String key(Submission submission, List<Lab> labs) {
        return String.join("|", submission.name(), submission.receipt(), String.join(" ", submission.notes()),
                labs.stream().map(Lab::number).collect(Collectors.joining(",")), grader);
    }
}
