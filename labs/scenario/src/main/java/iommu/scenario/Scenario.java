package iommu.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a file in the scenario language says.
 *
 * @param name  the file's name, for messages
 * @param lines its lines from the first one on, blank ones and comments included
 */
public record Scenario(String name, List<Line> lines) {

    public Scenario {
        lines = List.copyOf(lines);
    }

    /**
     * Reads a scenario.
     *
     * @throws ScenarioException at the first word that the language doesn't know, or that stands in a wrong place
     */
    public static Scenario parse(String fileName, String text) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Line> lines = new ArrayList<>();
        for (String line : body.split("\n", -1)) {
            String written = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            lines.add(LineReader.read(fileName, lines.size() + 1, written));
        }
        if (lines.get(lines.size() - 1).equals(Line.of(new Statement.Blank()))) {
            lines.remove(lines.size() - 1);
        }
        Scenario scenario = new Scenario(fileName, lines);
        Head.of(scenario);
        return scenario;
    }

    /** The scenario in canonical form: {@code parse(name, text())} equals this. */
    public String text() {
        return lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    /** The same scenario with another line in this place. @param number from 1 */
    public Scenario with(int number, Line line) {
        List<Line> changed = new ArrayList<>(lines);
        changed.set(number - 1, line);
        return new Scenario(name, changed);
    }
}
