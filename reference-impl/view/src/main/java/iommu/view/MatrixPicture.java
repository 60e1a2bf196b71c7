package iommu.view;

import java.util.ArrayList;
import java.util.EnumMap;
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
            "snoop: snoop control off; or offered, and the host can or can't enforce it");

    private static final int WIDTH = 80;
    /** Characters for an answer, and between two columns of values. */
    static final int CODE = 4;
    static final int GAP = 2;

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

    String title() {
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
    List<String> below() {
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
            lines.addAll(Words.wrapped("No verdict depends on: " + idle.stream()
                    .map(a -> a.title + " (" + a.header + ")").collect(Collectors.joining(", ")), WIDTH));
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
        for (int i = 0; i < table.rows().size(); i++) {
            if (begins(i)) {
                lines.add("");
            }
            lines.addAll(lines(table.rows().get(i)));
        }
        return lines;
    }

    /** A block of rows begins where anything but the last two columns of values changes. */
    boolean begins(int row) {
        List<MatrixAxis> axes = table.axes();
        return row > 0 && axes.subList(0, Math.max(0, axes.size() - 2)).stream().anyMatch(axis ->
                !table.words(table.rows().get(row), axis).equals(table.words(table.rows().get(row - 1), axis)));
    }

    static String invalid(MatrixRow row) {
        return "not a valid configuration (" + row.codes().getFirst() + ")";
    }

    /** The values of a row, each in lines as wide as its column. */
    Map<MatrixAxis, List<String>> words(MatrixRow row) {
        Map<MatrixAxis, List<String>> words = new EnumMap<>(MatrixAxis.class);
        table.axes().forEach(axis -> words.put(axis, Words.wrapped(table.words(row, axis), width(axis))));
        return words;
    }

    private List<String> lines(MatrixRow row) {
        Map<MatrixAxis, List<String>> words = words(row);
        int height = words.values().stream().mapToInt(List::size).max().orElse(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder();
            for (MatrixAxis axis : table.axes()) {
                List<String> own = words.get(axis);
                line.append(Words.padded(i < own.size() ? own.get(i) : "", width(axis) + GAP));
            }
            if (i == 0 && row.invalid()) {
                line.append(invalid(row));
            } else if (i == 0) {
                row.codes().forEach(code -> line.append(Words.padded(code, CODE + 1)));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    static int width(MatrixAxis axis) {
        return switch (axis) {
            case STAGES -> 10;
            case SNOOP -> 8;
            case SHADOWING -> 6;
            default -> 3;
        };
    }

    @Override
    public String svg() {
        return new MatrixDrawing(this, table).svg();
    }
}
