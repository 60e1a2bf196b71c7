package iommu.grade.labs;

import com.fasterxml.jackson.databind.JsonNode;
import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** From the tree of a TOML file to records: every key known, present and of its type. */
final class ManifestReader {

    private static final Set<String> FILE_KEYS = Set.of("suite", "lab", "turns");
    private static final Set<String> LAB_KEYS = Set.of("number", "name", "title", "package", "entry", "seam", "takes", "neighbours",
            "source", "hours", "sections", "blank", "keep", "group");
    private static final Set<String> GROUP_KEYS = Set.of("id", "title", "kind", "points", "stage", "needs", "rule",
            "hints", "judges");

    private final String fileName;
    private final String toml;

    /** @param toml the text that was parsed: its tree knows no lines */
    ManifestReader(String fileName, String toml) {
        this.fileName = fileName;
        this.toml = toml;
    }

    Manifest manifest(JsonNode file) {
        Table table = new Table(file, "the file", FILE_KEYS);
        List<Lab> labs = new ArrayList<>();
        for (JsonNode lab : table.tables("lab")) {
            labs.add(lab(lab, "lab " + lab.path("number").asText("number " + (labs.size() + 1))));
        }
        return new Manifest(table.text("suite"), labs, file.has("turns") ? turns(file.get("turns"), labs) : Map.of());
    }

    private Map<String, Map<Behaviour, List<String>>> turns(JsonNode node, List<Lab> labs) {
        Map<String, Map<Behaviour, List<String>>> turns = new TreeMap<>();
        Set<String> words = Arrays.stream(Behaviour.values()).map(Behaviour::word).collect(Collectors.toSet());
        new Table(node, "turns", labs.stream().map(Lab::number).collect(Collectors.toSet()));
        node.fieldNames().forEachRemaining(number -> {
            JsonNode lab = node.get(number);
            Table table = new Table(lab, "turns." + number, words);
            Map<Behaviour, List<String>> hints = new EnumMap<>(Behaviour.class);
            lab.fieldNames().forEachRemaining(word ->
                    hints.put(Behaviour.named(word).orElseThrow(), table.texts(word)));
            turns.put(number, Map.copyOf(hints));
        });
        return turns;
    }

    private Lab lab(JsonNode node, String place) {
        Table table = new Table(node, place, LAB_KEYS);
        List<Group> groups = new ArrayList<>();
        for (JsonNode group : table.tables("group")) {
            groups.add(group(group, place + ", group " + group.path("id").asText("number " + (groups.size() + 1))));
        }
        return new Lab(table.text("number"), table.text("name"), table.text("title"), table.text("package"),
                table.text("entry"), table.text("seam"), table.texts("takes"),
                node.has("neighbours") ? table.texts("neighbours") : List.of(), table.text("source"),
                table.positive("hours"), table.texts("sections"), table.texts("blank"), table.texts("keep"), groups);
    }

    private Group group(JsonNode node, String place) {
        Table table = new Table(node, place, GROUP_KEYS);
        List<String> needs = node.has("needs") ? table.texts("needs") : List.of();
        return new Group(table.text("id"), table.text("title"), table.text("kind"), table.positive("points"),
                table.positive("stage"), needs, table.text("rule"), table.texts("hints"),
                node.has("judges") ? judged(table.text("judges"), place) : Judged.EVERYTHING);
    }

    private Judged judged(String word, String place) {
        return Judged.named(word).orElseThrow(() -> {
            Pattern unknown = Pattern.compile("\\s*judges\\s*=\\s*[\"']" + Pattern.quote(word) + "[\"'].*");
            long before = toml.lines().takeWhile(line -> !unknown.matcher(line).matches()).count();
            return new ManifestException(fileName + ":" + (before + 1) + ": " + place + ": judges is " + word + ", none of " + Judged.words());
        });
    }

    /** One table of the file, with the words for its place in a message. */
    private final class Table {

        private final JsonNode node;
        private final String place;

        Table(JsonNode node, String place, Set<String> known) {
            this.node = node;
            this.place = place;
            if (!node.isObject()) {
                throw wrong("is not a table");
            }
            node.fieldNames().forEachRemaining(key -> {
                if (!known.contains(key)) {
                    throw wrong("has no key " + key + "; known are " + String.join(", ", new TreeSet<>(known)));
                }
            });
        }

        String text(String key) {
            JsonNode value = value(key);
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw wrong(key + " is not a text");
            }
            return value.textValue();
        }

        int positive(String key) {
            JsonNode value = value(key);
            if (!value.isInt() || value.intValue() < 1) {
                throw wrong(key + " is not a whole number of at least 1");
            }
            return value.intValue();
        }

        List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            for (JsonNode element : array(key)) {
                if (!element.isTextual()) {
                    throw wrong(key + " is not a list of texts");
                }
                texts.add(element.textValue());
            }
            return texts;
        }

        Iterable<JsonNode> tables(String key) {
            return array(key);
        }

        private JsonNode array(String key) {
            JsonNode value = value(key);
            if (!value.isArray()) {
                throw wrong(key + " is not a list");
            }
            return value;
        }

        private JsonNode value(String key) {
            JsonNode value = node.get(key);
            if (value == null) {
                throw wrong(key + " is missing");
            }
            return value;
        }

        private ManifestException wrong(String what) {
            return new ManifestException(fileName + ": " + place + ": " + what);
        }
    }
}
