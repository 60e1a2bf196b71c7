package iommu.grade.explain;

import iommu.view.AccessPicture;
import iommu.view.AccessPicture.Kind;
import iommu.view.AccessPicture.Part;
import iommu.view.AccessPicture.Stop;
import java.util.ArrayList;
import java.util.List;

/** The picture of an access while its story is being told. */
final class Telling {

    private final String title;
    private final List<String> facts = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();

    Telling(String title) {
        this.title = title;
    }

    void fact(String line) {
        facts.add(line);
    }

    /** Adds bits {@code high:low} of a number as a field of the request. @return its place */
    int part(String name, long number, int high, int low) {
        long value = number << 63 - high >>> 63 - high + low;
        parts.add(new Part(high == low ? Integer.toString(low) : high + ":" + low, hex(value), name, false));
        return parts.size() - 1;
    }

    void stop(Kind kind, String heading, List<String> lines, String rule) {
        stops.add(Stop.of(kind, heading, lines, rule));
    }

    /** A place that a field of the request leads to. @param sum how, such as {@code + 8 * 0x1ff} */
    void found(Kind kind, String heading, List<String> lines, int part, String sum, String rule) {
        Part led = parts.get(part);
        parts.set(part, new Part(led.bits(), led.value(), led.name(), true));
        stops.add(new Stop(kind, heading, lines, part, sum, rule));
    }

    /** A place that no field of the request leads to by itself. @param sum how it was found */
    void derived(Kind kind, String heading, List<String> lines, String sum, String rule) {
        stops.add(new Stop(kind, heading, lines, -1, sum, rule));
    }

    AccessPicture picture() {
        return AccessPicture.of(title, facts, parts, stops);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** 128 bits or fewer in one line, the highest first. */
    static String bits(List<Long> words) {
        StringBuilder text = new StringBuilder();
        for (int i = words.size() - 1; i >= 0; i--) {
            String digits = Long.toHexString(words.get(i));
            text.append(text.isEmpty() ? "0x" : " 0x").append("0".repeat(16 - digits.length())).append(digits);
        }
        return text.toString();
    }
}
