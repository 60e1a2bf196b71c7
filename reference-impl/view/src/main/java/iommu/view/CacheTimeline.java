package iommu.view;

import java.util.List;

/**
 * The life of a cache, step by step from top to bottom: fills, lookups, invalidations with their tags; the lookup that
 * differs is marked, and each answer allowed there is tied to the fill that it comes from (§6.2). Other rooms that
 * remember live the same way, call by call.
 */
public final class CacheTimeline implements Picture {

    private static final int ROW = 44;
    private static final int SPINE = 66;
    private static final int TEXT = 92;
    private static final int LANE = 16;
    private static final String DIFFERS = "First difference";

    private final String whose;
    private final List<TimelineRow> rows;
    private final List<AllowedAnswer> allowed;

    private CacheTimeline(String whose, List<TimelineRow> rows, List<AllowedAnswer> allowed) {
        this.whose = whose;
        this.rows = List.copyOf(rows);
        this.allowed = List.copyOf(allowed);
    }

    /**
     * The picture of a run.
     *
     * @param rows    every step, in order
     * @param allowed what was allowed at the marked row; empty if nothing is marked
     */
    public static CacheTimeline of(List<TimelineRow> rows, List<AllowedAnswer> allowed) {
        return of("The cache", rows, allowed);
    }

    /** The picture of a run of any room that remembers. @param whose life it is, such as {@code The fault log} */
    public static CacheTimeline of(String whose, List<TimelineRow> rows, List<AllowedAnswer> allowed) {
        return new CacheTimeline(whose, rows, allowed);
    }

    private static String sign(TimelineRow.Kind kind) {
        return switch (kind) {
            case FILL -> "+  ";
            case LOOKUP -> "?  ";
            case INVALIDATION -> "x  ";
            case OTHER -> ".  ";
        };
    }

    private String title() {
        return whose + ", step by step" + rows.stream().filter(TimelineRow::marked).findFirst()
                .map(r -> ": first difference at line " + r.line()).orElse("");
    }

    @Override
    public String svg() {
        Svg svg = new Svg(title(), text());
        svg.text("strong", 12, 22, title());
        int top = 40;
        int end = top + ROW * rows.size();
        for (int i = 0; i < rows.size(); i++) {
            draw(svg, rows.get(i), top + ROW * i);
            if (i > 0) {
                svg.line("way", SPINE, top + ROW * i - 18, SPINE, top + ROW * i + 7);
            }
        }
        if (allowed.isEmpty()) {
            return svg.close(end + 8);
        }
        svg.text("strong", TEXT, end + 30, "What was allowed there");
        for (int i = 0; i < allowed.size(); i++) {
            draw(svg, allowed.get(i), i, end + 40 + ROW * i);
        }
        return svg.close(end + 48 + ROW * allowed.size());
    }

    private int charactersPerLine() {
        return (Svg.WIDTH - TEXT - LANE * (allowed.size() + 2)) / Svg.CHARACTER;
    }

    private void draw(Svg svg, TimelineRow row, int y) {
        int middle = y + 16;
        svg.right("quiet", SPINE - 18, middle + 4, Integer.toString(row.line()));
        switch (row.kind()) {
            case FILL -> svg.polygon("head", SPINE - 7, middle - 7, SPINE + 7, middle - 7, SPINE + 7, middle + 7,
                    SPINE - 7, middle + 7);
            case LOOKUP -> svg.box("box used", SPINE - 8, middle - 8, 16, 16).centred("strong", SPINE, middle + 5, "?");
            case INVALIDATION -> svg.cross(SPINE, middle);
            case OTHER -> svg.polygon("head", SPINE - 3, middle - 3, SPINE + 3, middle - 3, SPINE + 3, middle + 3,
                    SPINE - 3, middle + 3);
        }
        String badge = row.marked() ? DIFFERS + ": " : "";
        svg.text("strong", TEXT, y + 15, Words.shortened(row.what(), charactersPerLine()));
        if (row.marked()) {
            int width = Svg.WIDTH - TEXT - LANE * (allowed.size() + 1);
            svg.box("mark", TEXT - 10, y - 4, width, ROW - 2).flag(TEXT + 6, y + 29);
        }
        svg.text(row.marked() ? "strong" : "quiet", TEXT + (row.marked() ? 18 : 0), y + 33,
                Words.shortened(badge + row.detail(), charactersPerLine() - 3));
    }

    private void draw(Svg svg, AllowedAnswer answer, int place, int y) {
        svg.tick(SPINE, y + 16).text("strong", TEXT, y + 15, Words.shortened(answer.answer(), charactersPerLine()))
                .text("quiet", TEXT, y + 33, Words.shortened(origin(answer), charactersPerLine()));
        int from = rowOf(answer.line());
        if (from >= 0) {
            int x = Svg.WIDTH - 8 - LANE * place;
            int start = 40 + ROW * from + 11;
            int to = endOf(answer.answer());
            svg.line("way", endOf(rows.get(from).what()), start, x, start, x, y + 11, to + 6, y + 11)
                    .arrowLeft(to, y + 11);
        }
    }

    private int endOf(String text) {
        return TEXT + Svg.CHARACTER * Words.shortened(text, charactersPerLine()).length() + 6;
    }

    private int rowOf(int line) {
        for (int i = 0; i < rows.size(); i++) {
            if (line > 0 && rows.get(i).line() == line) {
                return i;
            }
        }
        return -1;
    }

    private static String origin(AllowedAnswer answer) {
        String from = answer.line() > 0 ? "from line " + answer.line() : "";
        return from + (from.isEmpty() || answer.why().isEmpty() ? "" : ": ") + answer.why();
    }

    @Override
    public String text() {
        StringBuilder out = new StringBuilder(title()).append('\n');
        for (TimelineRow row : rows) {
            out.append(Words.paddedLeft(Integer.toString(row.line()), 5)).append("  ")
                    .append(sign(row.kind())).append(SafeText.line(row.what())).append('\n');
            if (row.marked() || !row.detail().isEmpty()) {
                out.append(row.marked() ? " *** " + DIFFERS + ": " : " ".repeat(10)).append(SafeText.line(row.detail()))
                        .append('\n');
            }
        }
        if (!allowed.isEmpty()) {
            out.append("What was allowed there:\n");
        }
        for (AllowedAnswer answer : allowed) {
            String origin = origin(answer);
            out.append("   =>  ").append(SafeText.line(answer.answer()))
                    .append(origin.isEmpty() ? "" : " (" + SafeText.line(origin) + ")").append('\n');
        }
        return out.toString();
    }
}
