package iommu.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The safety matrix so that a person can read it: configurations that are answered alike are one row, sets of wishes are
 * the columns, and each refusal points to its witness and remedy below.
 */
public final class MatrixPicture implements Picture {

    static final String LEGEND = "yes: allowed. A letter: refused, and why. A digit: not a valid configuration, whoever"
            + " listens. Every row stands for all combinations of the values it names.";
    static final List<String> KEY = List.of(
            "wishes: M MAP, U UNMAP, T DEVICE_TLB, - nobody listens",
            "stages offered: S second, F first, N nested, 0 none",
            "CM caching mode; DT device-TLB support",
            "shadow: which tables are followed by trapping the guest's stores",
            "snoop: snoop control off, or offered and the host can or can't enforce it");

    private static final int WIDTH = 80;
    private static final int CODE = 4;
    private static final int GAP = 2;
    private static final int LEFT = 12;

    private final MatrixTable table;

    private MatrixPicture(MatrixTable table) {
        this.table = table;
    }

    /** @param cells every configuration with every set of wishes, in the order to be shown */
    public static MatrixPicture of(List<MatrixCell> cells) {
        return new MatrixPicture(new MatrixTable(cells));
    }

    /** A page of its own: a table with its notes, no script, nothing loaded from elsewhere. */
    public String html() {
        return new MatrixPage(table).html();
    }

    private String title() {
        return "The safety matrix: " + table.size() + " cells in " + table.rows().size() + " rows";
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(title()).append("\n\n");
        table.counts().forEach((kind, count) ->
                out.append(Words.paddedLeft(Long.toString(count), 6)).append("  ").append(kind).append('\n'));
        out.append('\n');
        body().forEach(line -> out.append(line.stripTrailing()).append('\n'));
        out.append('\n');
        below().forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    /** Legend, key and notes, in lines of at most 80 characters. */
    private List<String> below() {
        List<String> lines = new ArrayList<>(Words.wrapped(LEGEND, WIDTH));
        lines.addAll(KEY);
        lines.add("");
        for (MatrixNotes.Note note : table.notes()) {
            String kind = note.witness().map(MatrixNotes::said).orElse("not a valid configuration");
            lines.add(Words.padded(note.sign(), 3) + kind);
            Words.wrapped(note.text(), WIDTH - 3).forEach(line -> lines.add("   " + line));
        }
        List<MatrixAxis> idle = table.idleAxes();
        if (!idle.isEmpty()) {
            lines.add("");
            lines.add("No verdict depends on: "
                    + idle.stream().map(a -> a.title + " (" + a.header + ")").collect(Collectors.joining(", ")));
            idle.stream().filter(a -> !a.whyIdle.isEmpty()).flatMap(a -> Words.wrapped(a.whyIdle, WIDTH - 3).stream())
                    .forEach(line -> lines.add("   " + line));
        }
        return lines;
    }

    private List<String> body() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder();
        table.axes().forEach(axis -> head.append(Words.padded(axis.header, width(axis) + GAP)));
        table.columns().forEach(column -> head.append(Words.padded(column, CODE + 1)));
        lines.add(head.toString());
        lines.add("-".repeat(WIDTH));
        table.rows().forEach(row -> lines.addAll(lines(row)));
        return lines;
    }

    private List<String> lines(MatrixRow row) {
        Map<MatrixAxis, List<String>> words = table.axes().stream()
                .collect(Collectors.toMap(a -> a, a -> Words.wrapped(table.words(row, a), width(a))));
        int height = words.values().stream().mapToInt(List::size).max().orElse(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder();
            for (MatrixAxis axis : table.axes()) {
                List<String> own = words.get(axis);
                line.append(Words.padded(i < own.size() ? own.get(i) : "", width(axis) + GAP));
            }
            if (i == 0) {
                row.codes().forEach(code -> line.append(Words.padded(code, CODE + 1)));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static int width(MatrixAxis axis) {
        return switch (axis) {
            case STAGES, SHADOWING -> 7;
            case SNOOP -> 10;
            default -> 3;
        };
    }

    @Override
    public String svg() {
        Svg svg = new Svg(title(), text());
        svg.text("strong", LEFT, 22, title());
        int y = 48;
        List<String> body = body();
        svg.text("strong", LEFT, y, body.getFirst());
        y += 8;
        for (MatrixRow row : table.rows()) {
            y = draw(svg, row, y);
        }
        y += Svg.LINE;
        for (String line : below()) {
            y += Svg.LINE;
            svg.text("quiet", LEFT, y, line);
        }
        return svg.close(y + 12);
    }

    /** One row: its values as in the text, its answers in boxes. @return where the next begins, in px */
    private int draw(Svg svg, MatrixRow row, int y) {
        List<String> lines = lines(row);
        int height = lines.size() * Svg.LINE + 5;
        int axes = table.axes().stream().mapToInt(a -> width(a) + GAP).sum();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            svg.text("plain", LEFT, y + 18 + i * Svg.LINE, line.substring(0, axes).stripTrailing());
        }
        for (int i = 0; i < row.codes().size(); i++) {
            String code = row.codes().get(i);
            int x = LEFT + (axes + i * (CODE + 1)) * Svg.CHARACTER;
            svg.box(box(code), x - 2, y + 2, CODE * Svg.CHARACTER + 4, height - 4);
            svg.centred(code.equals("yes") ? "plain" : "strong", x + CODE * Svg.CHARACTER / 2, y + 18, code);
        }
        return y + height;
    }

    /** Allowed ones have a green frame, refused ones a red one, invalid ones a broken one; the words say the same. */
    private static String box(String code) {
        return code.equals("yes") ? "good" : Character.isDigit(code.charAt(0)) ? "box unused" : "bad";
    }
}
