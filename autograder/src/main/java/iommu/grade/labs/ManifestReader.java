package iommu.grade.labs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** From the tree of a TOML file to records: every key known, present and of its type. */
final class ManifestReader {

    private static final Set<String> FILE_KEYS = Set.of("suite", "lab");
    private static final Set<String> LAB_KEYS = Set.of("number", "name", "title", "package", "entry", "seam", "takes", "neighbours",
            "source", "hours", "sections", "blank", "keep", "group");
    private static final Set<String> GROUP_KEYS = Set.of("id", "title", "kind", "points", "stage", "needs", "rule",
            "hints");

    private final String fileName;

    ManifestReader(String fileName) {
        this.fileName = fileName;
    }

    Manifest manifest(JsonNode file) {
        Table table = new Table(file, "the file", FILE_KEYS);
        List<Lab> labs = new ArrayList<>();
        for (JsonNode lab : table.tables("lab")) {
            labs.add(lab(lab, "lab " + lab.path("number").asText("number " + (labs.size() + 1))));
        }
        return new Manifest(table.text("suite"), labs);
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
                table.positive("stage"), needs, table.text("rule"), table.texts("hints"));
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
