package iommu.grade.litmus;

import iommu.grade.intake.UsageException;
import iommu.scenario.Line;
import iommu.scenario.Scenario;
import iommu.scenario.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the comments at the top of a litmus file say: {@code # question:}, {@code # answer:}, {@code # law:} and
 * {@code # section:}, in this order, each on one line, right behind {@code vtd 1}.
 *
 * @param question one sentence that ends in a question mark
 * @param answer   one or two short sentences
 * @param laws     of design: L1 to L10
 * @param sections of the specification, each with its §
 */
public record LitmusHead(String question, String answer, List<String> laws, List<String> sections) {

    private static final List<String> KEYS = List.of("question", "answer", "law", "section");
    private static final String BETWEEN = ",\\s*";

    public LitmusHead {
        laws = List.copyOf(laws);
        sections = List.copyOf(sections);
    }

    /** Whether a file has any line of such a head, so that it is meant to be a litmus file. */
    static boolean isBegun(Scenario scenario) {
        return scenario.lines().stream().anyMatch(line -> line.statement() instanceof Statement.Blank
                && KEYS.stream().anyMatch(key -> line.comment().startsWith(key + ":")));
    }

    /** @throws UsageException naming file, line and column, if a line of the head is missing or says too little */
    static LitmusHead of(Scenario scenario) {
        Map<String, String> said = new LinkedHashMap<>();
        for (int i = 0; i < KEYS.size(); i++) {
            String key = KEYS.get(i);
            int number = i + 2; // behind vtd 1
            String comment = number > scenario.lines().size() ? "" : comment(scenario.lines().get(number - 1));
            if (!comment.startsWith(key + ":")) {
                throw wrong(scenario, number, "here stands # " + key + ": …, as in every litmus file");
            }
            said.put(key, checked(scenario, number, key, comment.substring(key.length() + 1).strip()));
        }
        return new LitmusHead(said.get("question"), said.get("answer"), List.of(said.get("law").split(BETWEEN)),
                List.of(said.get("section").split(BETWEEN)));
    }

    private static String comment(Line line) {
        return line.statement() instanceof Statement.Blank ? line.comment() : "";
    }

    private static String checked(Scenario scenario, int number, String key, String value) {
        switch (key) {
            case "question" -> demand(value.endsWith("?") && value.length() > 10, scenario, number,
                    "a question is a sentence that ends in a question mark");
            case "answer" -> demand(value.endsWith(".") && value.length() > 10, scenario, number,
                    "an answer is a sentence that ends in a full stop");
            case "law" -> demand(value.matches("L([1-9]|10)(,\\s*L([1-9]|10))*"), scenario, number,
                    "a law is one of L1 to L10; several have commas between");
            default -> demand(value.matches("§\\d+(\\.\\d+)*( Table \\d+)?(,\\s*§\\d+(\\.\\d+)*( Table \\d+)?)*"), scenario, number,
                    "a section is written §6.1 or §6.5.3.3 Table 28; several have commas between");
        }
        return value;
    }

    private static void demand(boolean holds, Scenario scenario, int number, String rule) {
        if (!holds) {
            throw wrong(scenario, number, rule);
        }
    }

    private static UsageException wrong(Scenario scenario, int number, String rule) {
        return new UsageException(scenario.name() + ":" + number + ":1: " + rule);
    }
}
