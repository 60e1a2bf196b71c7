package iommu.grade.confidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was observed so far, one line each, appended and never rewritten: a run that was stopped goes on where it was. An
 * observation is found again only under its whole key; a line that a kill cut short is skipped.
 */
public final class Ledger {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Observation> known = new HashMap<>();

    private Ledger(Path file) {
        this.file = file;
    }

    /** Goes on with what the file holds; begins it if there is none. */
    public static Ledger open(Path file) throws IOException {
        Ledger ledger = new Ledger(file);
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                ledger.recall(line);
            }
            Files.writeString(file, "\n", StandardOpenOption.APPEND); // behind a line that was cut short
        }
        return ledger;
    }

    private void recall(String line) {
        try {
            if (!line.isBlank()) {
                Observation seen = JSON.readValue(line, Observation.class);
                known.put(seen.key(), seen);
            }
        } catch (JsonProcessingException cutShort) {
            return;
        }
    }

    synchronized Optional<Observation> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Keeps an observation, unless the grader could not make it: that is to be tried again. */
    synchronized void add(Observation seen) throws IOException {
        if (seen.host().isEmpty()) {
            known.put(seen.key(), seen);
            Files.writeString(file, JSON.writeValueAsString(seen) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
