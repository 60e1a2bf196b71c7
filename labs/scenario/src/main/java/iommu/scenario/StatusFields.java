package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.SourceId;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultRecording;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueStatus;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What software can see of the fault log and of the queue, as {@code key=value} words: each value has one form. */
final class StatusFields {

    private static final int MOST_REGISTERS = 256;
    private static final List<String> NUMBERS = List.of("first", "head");
    private static final List<String> FLAGS = List.of("ip", "completed");
    private static final List<String> SOURCES = List.of("timed-out", "unexpected");

    private StatusFields() {
    }

    /** @param whole every register that holds anything, and how many there are; else only what is pending */
    static Map<String, String> of(FaultStatus status, boolean whole) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<Entry128> records = status.records();
        if (whole) {
            fields.put("registers", Integer.toString(records.size()));
        } else {
            fields.put("pending", IntStream.range(0, records.size()).filter(i -> pending(records.get(i)))
                    .mapToObj(Integer::toString).collect(Collectors.collectingAndThen(Collectors.toList(), StatusFields::listed)));
        }
        if (whole || status.faultPending()) {
            fields.put("first", Integer.toString(status.firstPending()));
        }
        fields.put("conditions", listed(status.conditions().stream().sorted().map(RoomWords::text).toList()));
        fields.put("ip", flag(status.eventPending()));
        for (int i = 0; i < records.size(); i++) {
            Entry128 record = records.get(i);
            if (whole ? !record.equals(new Entry128(0, 0)) : pending(record)) {
                fields.put("record" + i, Numbers.hex(record.low()) + ":" + Numbers.hex(record.high()));
            }
        }
        return fields;
    }

    private static boolean pending(Entry128 record) {
        return new FaultRecording(record).pending();
    }

    static Map<String, String> of(QueueStatus status) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("head", Integer.toString(status.head()));
        fields.put("completed", flag(status.waitCompleted()));
        fields.put("ip", flag(status.eventPending()));
        fields.put("error", text(status.error()));
        fields.put("timed-out", status.timedOut().toString());
        fields.put("unexpected", status.unexpected().toString());
        return fields;
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    private static String listed(List<String> all) {
        return all.isEmpty() ? "-" : String.join(",", all);
    }

    static String text(QueueError error) {
        return error.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String text(String keyword, Map<String, String> fields) {
        return fields.entrySet().stream().map(f -> f.getKey() + "=" + f.getValue())
                .collect(Collectors.joining(" ", keyword.isEmpty() ? "" : keyword + " ", ""));
    }

    /** The fields that an outcome names, their values in their one form. */
    static Map<String, String> read(Words words) {
        Map<String, String> fields = new LinkedHashMap<>();
        words.named("pending").ifPresent(w -> fields.put("pending", listed(new TreeSet<>(parts(w).stream()
                .map(p -> words.number(p, 0, MOST_REGISTERS - 1)).toList()).stream().map(n -> Integer.toString(n)).toList())));
        NUMBERS.forEach(key -> words.number(key, 0, 0x7FFF).ifPresent(n -> fields.put(key, Integer.toString(n))));
        words.named("conditions").ifPresent(w -> fields.put("conditions",
                listed(conditions(words, w).stream().map(RoomWords::text).toList())));
        FLAGS.forEach(key -> words.number(key, 0, 1).ifPresent(n -> fields.put(key, Integer.toString(n))));
        words.named("error").ifPresent(w -> fields.put("error", text(error(words, w))));
        SOURCES.forEach(key -> words.named(key).ifPresent(w -> fields.put(key, words.source(w).toString())));
        for (int i = 0; i < MOST_REGISTERS; i++) {
            String key = "record" + i;
            words.named(key).ifPresent(w -> {
                Entry128 record = record(words, w);
                fields.put(key, Numbers.hex(record.low()) + ":" + Numbers.hex(record.high()));
            });
        }
        SafetyWords.read(words, fields);
        return fields;
    }

    static FaultStatus faults(Words words) {
        int registers = words.number("registers", 1, MOST_REGISTERS).orElse(1);
        List<Entry128> records = new ArrayList<>(Collections.nCopies(registers, new Entry128(0, 0)));
        for (int i = 0; i < registers; i++) {
            Optional<Word> word = words.named("record" + i);
            if (word.isPresent()) {
                records.set(i, record(words, word.get()));
            }
        }
        Set<FaultCondition> conditions = words.named("conditions").map(w -> conditions(words, w)).orElse(new TreeSet<>());
        return new FaultStatus(records, words.number("first", 0, 0xFF).orElse(0), conditions, words.number("ip", 0, 1).orElse(0) == 1);
    }

    static QueueStatus queue(Words words) {
        return new QueueStatus(words.number("head", 0, 0x7FFF).orElse(0), words.number("completed", 0, 1).orElse(0) == 1,
                words.number("ip", 0, 1).orElse(0) == 1, words.named("error").map(w -> error(words, w)).orElse(QueueError.NO_INFORMATION),
                words.named("timed-out").map(words::source).orElse(new SourceId(0)),
                words.named("unexpected").map(words::source).orElse(new SourceId(0)));
    }

    private static Set<FaultCondition> conditions(Words words, Word word) {
        Set<FaultCondition> all = new TreeSet<>();
        for (Word part : parts(word)) {
            all.add(Words.named(FaultCondition.values(), RoomWords::text, part.text()).orElseThrow(() -> words.error(part.column(),
                    "'" + part.text() + "' is no condition: overflow, queue-error, completion-error or timeout-error")));
        }
        return all;
    }

    private static QueueError error(Words words, Word word) {
        return Words.named(QueueError.values(), StatusFields::text, word.text())
                .orElseThrow(() -> words.error(word.column(), "'" + word.text() + "' is no error such as invalid-tail"));
    }

    private static Entry128 record(Words words, Word word) {
        int colon = word.text().indexOf(':');
        if (colon < 0) {
            throw words.error(word.column(), "a record is LOW:HIGH");
        }
        return new Entry128(words.number(new Word(word.text().substring(0, colon), word.column())),
                words.number(new Word(word.text().substring(colon + 1), word.column() + colon + 1)));
    }

    private static List<Word> parts(Word word) {
        List<Word> parts = new ArrayList<>();
        int column = word.column();
        for (String part : word.text().equals("-") ? new String[0] : word.text().split(",", -1)) {
            parts.add(new Word(part, column));
            column += part.length() + 1;
        }
        return parts;
    }
}
