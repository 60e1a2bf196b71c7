package iommu.grade.recorded;

import iommu.scenario.Line;
import iommu.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What may be answered in a case whose answers depend on earlier ones: a machine that reads answers. It is in several
 * states at once where several readings of the specification have not been told apart yet.
 *
 * @param scenario {@linkplain #digest which case} it is of
 * @param unjudged why nothing is judged; then there are no edges
 * @param starts   how many states it is in at first: {@code 0} and those behind it
 * @param edges    one for each state and each set of answers that is allowed in it
 * @param open     where answers may be allowed that no edge has
 */
public record Recording(String scenario, Optional<String> unjudged, int starts, List<Edge> edges, List<Open> open) {

    static final String HEAD = "recording 1";
    private static final String TAB = "\t";

    /** From a state, at a step of the plan, by answers of a shape, to a state. */
    public record Edge(int from, int step, Shape shape, int to) {
    }

    /** In this state, at this step, an answer that no edge has is not judged. */
    public record Open(int from, int step, String why) {
    }

    public Recording {
        edges = List.copyOf(edges);
        open = List.copyOf(open);
    }

    /** Of a case in which nothing can be judged. */
    public static Recording none(Scenario of, String why) {
        return new Recording(digest(of), Optional.of(why), 0, List.of(), List.of());
    }

    /** What happens in a scenario, line by line, without what is expected of it and without remarks. */
    static List<String> bare(Scenario scenario) {
        return scenario.lines().stream().map(line -> new Line(line.statement(), Optional.empty(), "", "").text().strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }

    /** The same for scenarios in which the same happens, whatever they expect. */
    public static String digest(Scenario scenario) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(String.join("\n", bare(scenario)).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    public String text() {
        StringBuilder out = new StringBuilder(HEAD).append('\n').append("scenario").append(TAB).append(scenario).append('\n');
        unjudged.ifPresent(why -> out.append("unjudged").append(TAB).append(why).append('\n'));
        out.append("starts").append(TAB).append(starts).append('\n');
        edges.forEach(e -> out.append("edge").append(TAB).append(e.from).append(TAB).append(e.step).append(TAB).append(e.to).append(TAB)
                .append(String.join(TAB, e.shape.fields())).append('\n'));
        open.forEach(o -> out.append("open").append(TAB).append(o.from).append(TAB).append(o.step).append(TAB).append(o.why).append('\n'));
        return out.toString();
    }

    /** @throws IllegalArgumentException if the text is none of a recording */
    public static Recording read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new IllegalArgumentException("a recording begins with: " + HEAD);
        }
        String scenario = "";
        Optional<String> unjudged = Optional.empty();
        int starts = 0;
        List<Edge> edges = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = Arrays.asList(line.split(TAB, -1));
            switch (fields.getFirst()) {
                case "scenario" -> scenario = fields.get(1);
                case "unjudged" -> unjudged = Optional.of(fields.get(1));
                case "starts" -> starts = Integer.parseInt(fields.get(1));
                case "edge" -> edges.add(new Edge(number(fields, 1), number(fields, 2), Shape.read(fields.subList(4, fields.size())),
                        number(fields, 3)));
                case "open" -> open.add(new Open(number(fields, 1), number(fields, 2), fields.get(3)));
                default -> throw new IllegalArgumentException("nothing of a recording: " + line);
            }
        }
        return new Recording(scenario, unjudged, starts, edges, open);
    }

    private static int number(List<String> fields, int at) {
        return Integer.parseInt(fields.get(at));
    }
}
