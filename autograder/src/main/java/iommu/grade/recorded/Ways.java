package iommu.grade.recorded;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a right room comes to its answers in a scenario: for each line that asks, a picture in text. Written down as text, too. */
public record Ways(Map<Integer, String> byLine) {

    private static final String HEAD = "line ";

    public Ways {
        byLine = new TreeMap<>(byLine);
    }

    /** For a file. */
    public String text() {
        StringBuilder out = new StringBuilder();
        byLine.forEach((line, way) -> out.append(HEAD).append(line).append('\n').append(way.strip().indent(1)));
        return out.toString();
    }

    /** The way of this line. @param text of a file */
    static Optional<String> read(String text, int line) {
        StringBuilder way = new StringBuilder();
        boolean meant = false;
        for (String each : text.lines().toList()) {
            if (each.startsWith(HEAD)) {
                meant = each.equals(HEAD + line);
            } else if (meant) {
                way.append(each.isEmpty() ? each : each.substring(1)).append('\n');
            }
        }
        return Optional.of(way.toString()).filter(found -> !found.isBlank());
    }
}
