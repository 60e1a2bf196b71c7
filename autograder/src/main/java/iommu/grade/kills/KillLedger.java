package iommu.grade.kills;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How tests ended on rooms, one line for each room and learner, appended and never rewritten: a batch that was stopped goes
 * on where it was. A line that a kill cut short is skipped.
 */
public final class KillLedger {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, List<End>> known = new HashMap<>();

    private record Entry(String key, List<End> ends) {
    }

    private KillLedger(Path file) {
        this.file = file;
    }

    /** One that remembers nothing. */
    public static KillLedger none() {
        return new KillLedger(null);
    }

    /** Goes on with what the file holds. */
    public static KillLedger open(Path file) throws IOException {
        KillLedger ledger = new KillLedger(file);
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
                Entry entry = JSON.readValue(line, Entry.class);
                known.put(entry.key(), entry.ends());
            }
        } catch (JsonProcessingException cutShort) {
            return;
        }
    }

    synchronized Optional<List<End>> find(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /** Keeps them, unless the grader could not run one: that is to be tried again. */
    synchronized void add(String key, List<End> ends) throws IOException {
        if (file != null && ends.stream().noneMatch(end -> end.kind() == End.Kind.HOST)) {
            Files.writeString(file, JSON.writeValueAsString(new Entry(key, ends)) + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
