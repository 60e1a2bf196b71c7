package iommu.view;

import java.util.ArrayList;
import java.util.List;

/**
 * One access on its way through the unit: the request in its fields on top, below it every place it came to, in order: a
 * cache that was asked, an entry that was read with its fields, and the outcome. Beside each stands how it was found and
 * the rule that was applied.
 */
public final class AccessPicture implements Picture {

    /**
     * One field of the request.
     *
     * @param bits  such as {@code 47:39}
     * @param value in hexadecimal
     * @param name  what it is for
     * @param used  whether a stop was found by it
     */
    public record Part(String bits, String value, String name, boolean used) {
    }

    /** What a stop is. */
    public enum Kind {
        /** A cache that held nothing for the request. */
        MISS,
        /** A cache that did. */
        HIT,
        /** An entry in memory. */
        ENTRY,
        /** An entry that had to be read only to find the next {@link #ENTRY}: drawn set in. */
        INNER,
        /** Not a place: a remark about all that follows. */
        REMARK,
        /** The access goes on. */
        GOOD,
        /** The access is blocked. */
        BAD
    }

    /**
     * One place on the way.
     *
     * @param heading its name
     * @param lines   what it holds
     * @param part    the field of the request that leads to it, its place among the parts; negative for none
     * @param index   how it was found, such as {@code + 8 * 0x1ff}
     * @param rule    what the specification says of it, with the section
     */
    public record Stop(Kind kind, String heading, List<String> lines, int part, String index, String rule) {

        public Stop {
            lines = List.copyOf(lines);
        }

        /** A stop that no field leads to. */
        public static Stop of(Kind kind, String heading, List<String> lines, String rule) {
            return new Stop(kind, heading, lines, -1, "", rule);
        }
    }

    private static final int LEFT = 12;
    private static final int BOX = 500;
    private static final int INSET = 60;
    private static final int PER_LINE = 58;
    private static final int PER_INNER_LINE = 51;
    private static final int RIGHT = 536;
    private static final int PER_RULE = 43;
    private static final int PART_HEIGHT = 62;
    private static final int TAG = 18;
    private static final int GAP = 24;
    private static final int TEXT_WIDTH = 78;

    private final String title;
    private final List<String> facts;
    private final List<Part> parts;
    private final List<Stop> stops;

    private AccessPicture(String title, List<String> facts, List<Part> parts, List<Stop> stops) {
        this.title = title;
        this.facts = List.copyOf(facts);
        this.parts = List.copyOf(parts);
        this.stops = List.copyOf(stops);
    }

    /**
     * The picture of one access.
     *
     * @param facts what is known before it begins, a line each
     * @param parts the request's fields, most significant first; at most 11
     * @param stops where it came to; the last is the outcome
     */
    public static AccessPicture of(String title, List<String> facts, List<Part> parts, List<Stop> stops) {
        return new AccessPicture(title, facts, parts, stops);
    }

    /** How a field is called where it is used: a capital letter, in the order of the fields. */
    private static String tag(int part) {
        return Character.toString('A' + part);
    }

    @Override
    public String svg() {
        Svg svg = new Svg(title, text());
        svg.text("strong", LEFT, 24, title);
        int y = 24;
        for (String fact : facts) {
            for (String line : Words.wrapped(fact, 108)) {
                y += Svg.LINE;
                svg.text("quiet", LEFT, y, line);
            }
        }
        int top = y + 14;
        for (int i = 0; i < parts.size(); i++) {
            draw(svg, i, top);
        }
        top += parts.isEmpty() ? 0 : PART_HEIGHT + GAP;
        for (int i = 0; i < stops.size(); i++) {
            draw(svg, stops.get(i), top);
            top += height(stops.get(i));
            if (i < stops.size() - 1) {
                if (stops.get(i).kind() != Kind.REMARK && stops.get(i + 1).kind() != Kind.REMARK) {
                    svg.line("way", LEFT + 40, top, LEFT + 40, top + GAP - 2).arrowDown(LEFT + 40, top + GAP);
                }
                top += GAP;
            }
        }
        return svg.close(top + 10);
    }

    private void draw(Svg svg, int i, int top) {
        Part part = parts.get(i);
        int width = Math.min(120, (Svg.WIDTH - 2 * LEFT) / parts.size());
        int left = LEFT + i * width;
        int middle = left + width / 2;
        svg.box(part.used() ? "box used" : "box unused", left, top, width - 2, PART_HEIGHT)
                .centred("quiet", middle, top + 18, part.bits()).centred("strong", middle, top + 36, part.value())
                .centred("quiet", middle, top + 54, part.name());
        if (part.used()) {
            svg.text("strong", left + 6, top + 17, tag(i));
        }
    }

    private static List<String> leftLines(Stop stop) {
        int width = stop.kind() == Kind.INNER ? PER_INNER_LINE : PER_LINE;
        return stop.lines().stream().flatMap(line -> Words.wrapped(line, width).stream()).toList();
    }

    private static List<String> rightLines(Stop stop) {
        return stop.rule().isEmpty() ? List.of() : Words.wrapped(stop.rule(), PER_RULE);
    }

    private static int height(Stop stop) {
        int left = 1 + leftLines(stop).size();
        int right = (stop.index().isEmpty() ? 0 : 1) + rightLines(stop).size();
        return 14 + Svg.LINE * Math.max(left, right);
    }

    private static void draw(Svg svg, Stop stop, int top) {
        int height = height(stop);
        switch (stop.kind()) {
            case MISS -> svg.box("box unused", LEFT, top, BOX, height);
            case HIT -> svg.box("box used", LEFT, top, BOX, height);
            case ENTRY -> svg.box("box", LEFT, top, BOX, height);
            case INNER -> svg.box("box", LEFT + INSET, top, BOX - INSET, height);
            case GOOD -> svg.box("box", LEFT, top, BOX, height).box("good", LEFT, top, BOX, height)
                    .tick(LEFT + BOX - 20, top + 18);
            case BAD -> svg.box("box", LEFT, top, BOX, height).box("bad", LEFT, top, BOX, height)
                    .cross(LEFT + BOX - 20, top + 18);
            case REMARK -> svg.line("way", LEFT, top, Svg.WIDTH - LEFT, top);
        }
        int left = LEFT + 14 + (stop.kind() == Kind.INNER ? INSET : 0);
        svg.text("strong", left, top + 20, stop.heading());
        int y = top + 20;
        for (String line : leftLines(stop)) {
            y += Svg.LINE;
            svg.text("", left, y, line);
        }
        y = top + 20;
        if (!stop.index().isEmpty()) {
            if (stop.part() >= 0) {
                svg.box("box used", RIGHT, y - 14, TAG, TAG).centred("strong", RIGHT + TAG / 2, y, tag(stop.part()));
            }
            svg.text("strong", RIGHT + (stop.part() >= 0 ? TAG + 8 : 0), y, stop.index());
            y += Svg.LINE;
        }
        for (String line : rightLines(stop)) {
            svg.text("quiet", RIGHT, y, line);
            y += Svg.LINE;
        }
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(title).append('\n');
        facts.forEach(fact -> Words.wrapped(fact, TEXT_WIDTH).forEach(l -> out.append("  ").append(l).append('\n')));
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            out.append("  ").append(part.used() ? tag(i) : " ").append("  ").append(Words.padded(part.name(), 10))
                    .append(Words.padded(part.bits(), 7)).append("= ").append(part.value())
                    .append(part.used() ? "" : "   (not used)").append('\n');
        }
        for (Stop stop : stops) {
            out.append(sign(stop.kind())).append(stop.heading());
            if (!stop.index().isEmpty()) {
                out.append("   ").append(stop.part() >= 0 ? tag(stop.part()) + ": " : "").append(stop.index());
            }
            out.append('\n');
            inset(stop).forEach(line -> out.append("     ").append(line).append('\n'));
        }
        return SafeText.lines(out.toString());
    }

    private static String sign(Kind kind) {
        return switch (kind) {
            case MISS -> " ?   ";
            case HIT -> " !   ";
            case ENTRY -> "->   ";
            case INNER -> "  -> ";
            case REMARK -> "--   ";
            case GOOD -> "=>   ";
            case BAD -> "=x   ";
        };
    }

    private static List<String> inset(Stop stop) {
        List<String> lines = new ArrayList<>(stop.lines());
        if (!stop.rule().isEmpty()) {
            lines.addAll(Words.wrapped(stop.rule(), TEXT_WIDTH));
        }
        return lines;
    }
}
