package iommu.grade.course;

import com.fasterxml.jackson.databind.JsonNode;
import iommu.grade.intake.UsageException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One table of a course file: every key known, and of its type. */
final class CourseTable {

    private final TomlText text;
    private final JsonNode node;
    private final String heading;
    private final int turn;

    /** @param heading as it is written, such as {@code [[lab]]}; empty for the file @param turn which of that heading, from 0 */
    CourseTable(TomlText text, JsonNode node, String heading, int turn, Set<String> known) {
        this.text = text;
        this.node = node;
        this.heading = heading;
        this.turn = turn;
        if (!node.isObject()) {
            throw wrong("", "this should be a table " + heading);
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw wrong(key, "there is no key " + key + (heading.isEmpty() ? "" : " in " + heading) + "; known are "
                        + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    UsageException wrong(String key, String sentence) {
        return text.wrong(heading, turn, key, sentence);
    }

    Optional<JsonNode> value(String key) {
        return Optional.ofNullable(node.get(key));
    }

    Optional<String> text(String key) {
        return value(key).map(value -> {
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw wrong(key, key + " should be a text in quotes");
            }
            return value.textValue();
        });
    }

    String need(String key, String example) {
        return text(key).orElseThrow(() -> wrong("", (heading.isEmpty() ? "" : heading + " says no ") + key
                + (heading.isEmpty() ? " is missing" : "") + ": write " + key + " = " + example));
    }

    int number(String key, int least, int most, int otherwise) {
        return value(key).map(value -> {
            if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
                throw wrong(key, key + " should be a whole number from " + least + " to " + most + ", not " + value);
            }
            return value.intValue();
        }).orElse(otherwise);
    }

    Optional<OffsetDateTime> time(String key) {
        return value(key).map(value -> {
            try {
                return Times.read(value.asText());
            } catch (DateTimeException wrong) {
                throw wrong(key, key + " should be a date with time and offset, such as " + Times.EXAMPLE + ", not " + value.asText());
            }
        });
    }
}
