package iommu.grade.confidence;

import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The text of a subject: a head of {@code key: value} lines, then changes.
 *
 * <pre>
 * sentence: The bus is taken as a boolean.
 * rule:     §9.1
 * group:    01.lookup
 * class:    wrong-entry
 * base:     reference
 * costs:    lookup silence
 *
 * in RootAndContextLookup.java
 * - RootEntry.SIZE * source.bus())
 * + RootEntry.SIZE * Math.min(source.bus(), 1))
 * </pre>
 *
 * <p>An equivalent has neither group nor class. {@code costs} may be left out; it is {@code nothing}, or groups as in
 * {@link Subject#costs}. Lines of {@code -} that follow each other are one old text, those of
 * {@code +} behind them the new one; the text of a line begins after the sign and one space.
 */
final class SubjectText {

    private static final Set<String> KEYS = Set.of("sentence", "rule", "group", "class", "base", "costs");

    private final String name;
    private final Map<String, String> head = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<String> old = new ArrayList<>();
    private final List<String> fresh = new ArrayList<>();
    private String file;

    private SubjectText(String name) {
        this.name = name;
    }

    /** @param lab its number @param id the file's name without its ending @throws SubjectException naming what is wrong */
    static Subject read(String lab, String id, String text, boolean bug) {
        SubjectText read = new SubjectText(lab + "/" + id);
        text.lines().forEach(read::take);
        read.endChange();
        return new Subject(lab, id, read.need("sentence"), read.need("rule"), read.need("base"), read.costs(),
                bug ? Optional.of(read.mistake()) : Optional.empty(), read.changes);
    }

    private void take(String line) {
        if (line.startsWith("- ")) {
            if (!fresh.isEmpty()) {
                endChange();
            }
            old.add(line.substring(2));
        } else if (line.startsWith("+ ") || line.equals("+")) {
            fresh.add(line.length() < 2 ? "" : line.substring(2));
        } else if (line.startsWith("in ")) {
            endChange();
            file = line.substring(3).strip();
        } else if (!line.isBlank()) {
            takeHead(line);
        }
    }

    private void takeHead(String line) {
        int colon = line.indexOf(':');
        String key = colon < 0 ? line : line.substring(0, colon);
        if (colon < 0 || !KEYS.contains(key) || head.put(key, line.substring(colon + 1).strip()) != null) {
            throw new SubjectException(name + ": what is '" + line + "'?");
        }
    }

    private void endChange() {
        if (old.isEmpty() != fresh.isEmpty() || !old.isEmpty() && file == null) {
            throw new SubjectException(name + ": a change needs a file, old text and new text");
        }
        if (!old.isEmpty()) {
            changes.add(new Change(file, String.join("\n", old), String.join("\n", fresh)));
            old.clear();
            fresh.clear();
        }
    }

    private Optional<Set<String>> costs() {
        return Optional.ofNullable(head.get("costs")).map(words -> words.equals("nothing") ? Set.of() : Set.of(words.split(" +")));
    }

    private Subject.Mistake mistake() {
        String word = need("class");
        return new Subject.Mistake(need("group"), Behaviour.named(word)
                .orElseThrow(() -> new SubjectException(name + ": there is no class '" + word + "'")));
    }

    private String need(String key) {
        String value = head.get(key);
        if (value == null || value.isEmpty()) {
            throw new SubjectException(name + ": says no " + key);
        }
        return value;
    }
}
