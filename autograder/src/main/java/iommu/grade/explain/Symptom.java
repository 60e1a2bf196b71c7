package iommu.grade.explain;

import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.Divergence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a smallest failing run shows, taken apart.
 *
 * @param group    whose case it was
 * @param lines    the run's lines before the step that went wrong, their words one blank apart
 * @param step     the words of that step
 * @param answered what the room said
 * @param allowed  what it could have said; perhaps not all of it
 * @param why      why that was not allowed; empty where the set of allowed answers says it all
 */
record Symptom(String group, List<String> lines, List<String> step, String answered, List<String> allowed,
        String why) {

    private static final String FAULT = "fault ";

    static Symptom of(String group, Counterexample smallest) {
        Divergence divergence = smallest.divergence();
        List<String> lines = smallest.scenario().lines().limit(divergence.line() - 1L)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.strip().replaceAll("\\s+", " ")).toList();
        return new Symptom(group, lines, List.of(divergence.step().strip().split("\\s+")), divergence.answered(),
                divergence.allowed(), divergence.why());
    }

    boolean about(String topic) {
        return group.endsWith("." + topic);
    }

    /** Whether the group asks which entries a walk reads. */
    boolean aboutPlaces() {
        return about("levels") || about("page");
    }

    /** Whether the group belongs to one of these labs. */
    boolean ofLab(String... numbers) {
        return Arrays.stream(numbers).anyMatch(number -> group.startsWith(number + "."));
    }

    String verb() {
        return step.getFirst();
    }

    /** Whether a line begins with this word, or these. */
    boolean hasLine(String verb) {
        return lines.stream().anyMatch(line -> line.equals(verb) || line.startsWith(verb + " "));
    }

    boolean mentions(String word) {
        return lines.stream().anyMatch(line -> line.contains(word));
    }

    boolean refused() {
        return answered.startsWith(FAULT);
    }

    /** Whether nothing but a fault was allowed. */
    boolean mustRefuse() {
        return !allowed.isEmpty() && allowed.stream().allMatch(a -> a.startsWith(FAULT));
    }

    /** Whether some fault was allowed. */
    boolean mayRefuse() {
        return allowed.stream().anyMatch(a -> a.startsWith(FAULT));
    }

    /** The reason of the fault that was answered; empty if none was. */
    String reason() {
        return reasonOf(answered);
    }

    /** Whether a reason ends in one of these ways. */
    static boolean ends(String reason, String... endings) {
        return Arrays.stream(endings).anyMatch(reason::endsWith);
    }

    List<String> allowedReasons() {
        return allowed.stream().map(Symptom::reasonOf).filter(r -> !r.isEmpty()).toList();
    }

    /** The reason of a fault; empty if the outcome is none. */
    static String reasonOf(String outcome) {
        return outcome.startsWith(FAULT) ? outcome.split("\\s+")[1] : "";
    }

    /** The first allowed outcome that is no fault and no miss. */
    Optional<String> expected() {
        return allowed.stream().filter(a -> !a.startsWith(FAULT) && !a.equals("miss")).findFirst();
    }

    /** The {@code key=value} words of an outcome; a word alone is its own value. */
    static Map<String, String> fields(String outcome) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String word : outcome.split("\\s+")) {
            String[] parts = word.split("<?=", 2);
            fields.put(parts[0], parts[parts.length - 1]);
        }
        return fields;
    }
}
