package iommu.view;

/**
 * The strokes that pictures are made of. All text is monospaced, 13 px, in the page's own colour; accents are chosen to
 * stand out on white and on black, and never carry a meaning alone.
 */
final class Svg {

    /** The width in px that pictures are drawn for. */
    static final int WIDTH = 900;
    /** The advance of one character in px, rounded up. */
    static final int CHARACTER = 8;
    /** The distance of two lines of text in px. */
    static final int LINE = 19;

    private static final String STYLE = """
            .iv{font:13px/1.4 ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
            .iv{max-width:900px;width:100%;height:auto}
            .iv:root{color:#1c2128;background:#fff}
            @media screen and (prefers-color-scheme:dark){.iv:root{color:#e6edf3;background:#0d1117}}
            .iv text{fill:currentColor;white-space:pre}
            .iv .strong{font-weight:700}
            .iv .quiet{fill-opacity:.75}
            .iv .box{fill:currentColor;fill-opacity:.05;stroke:currentColor;stroke-opacity:.5}
            .iv .used{fill-opacity:.12;stroke-opacity:.9}
            .iv .unused{fill-opacity:0;stroke-opacity:.4;stroke-dasharray:3 3}
            .iv .way{fill:none;stroke:currentColor;stroke-opacity:.6}
            .iv .head{fill:currentColor;fill-opacity:.8}
            .iv .good{fill:none;stroke:#2a9d5c;stroke-width:2.5}
            .iv .bad{fill:none;stroke:#e0531f;stroke-width:2.5}
            .iv .mark{fill:none;stroke:#d6336c;stroke-width:3;stroke-dasharray:9 4}
            .iv .flag{fill:#d6336c}
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;
    private final String description;

    /** A picture with its name and what to say instead of it. */
    Svg(String title, String description) {
        this.title = title;
        this.description = description;
    }

    Svg box(String kind, int x, int y, int width, int height) {
        body.append("<rect class=\"").append(kind).append("\" x=\"").append(x).append("\" y=\"").append(y)
                .append("\" width=\"").append(width).append("\" height=\"").append(height).append("\" rx=\"4\"/>\n");
        return this;
    }

    Svg text(String kind, int x, int y, String text) {
        return text(kind, "start", x, y, text);
    }

    Svg centred(String kind, int x, int y, String text) {
        return text(kind, "middle", x, y, text);
    }

    Svg right(String kind, int x, int y, String text) {
        return text(kind, "end", x, y, text);
    }

    private Svg text(String kind, String anchor, int x, int y, String text) {
        body.append("<text class=\"").append(kind).append("\" x=\"").append(x).append("\" y=\"").append(y)
                .append(anchor.equals("start") ? "\">" : "\" text-anchor=\"" + anchor + "\">")
                .append(SafeText.markup(SafeText.line(text))).append("</text>\n");
        return this;
    }

    /** A line through the points {@code x0, y0, x1, y1 …}. */
    Svg line(String kind, int... points) {
        return shape("polyline", kind, points);
    }

    /** A closed shape with these corners. */
    Svg polygon(String kind, int... points) {
        return shape("polygon", kind, points);
    }

    private Svg shape(String element, String kind, int[] points) {
        body.append('<').append(element).append(" class=\"").append(kind).append("\" points=\"");
        for (int i = 0; i < points.length; i++) {
            body.append(i == 0 ? "" : i % 2 == 0 ? " " : ",").append(points[i]);
        }
        body.append("\"/>\n");
        return this;
    }

    Svg arrowDown(int x, int y) {
        return polygon("head", x, y, x - 5, y - 9, x + 5, y - 9);
    }

    Svg arrowLeft(int x, int y) {
        return polygon("head", x, y, x + 9, y - 5, x + 9, y + 5);
    }

    /** The sign of a first difference: a filled lozenge. */
    Svg flag(int x, int y) {
        return polygon("flag", x, y - 7, x + 7, y, x, y + 7, x - 7, y);
    }

    Svg tick(int x, int y) {
        return line("good", x - 6, y, x - 2, y + 5, x + 7, y - 6);
    }

    Svg cross(int x, int y) {
        return line("bad", x - 6, y - 6, x + 6, y + 6).line("bad", x - 6, y + 6, x + 6, y - 6);
    }

    /** The whole picture, of this height in px. */
    String close(int height) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"iv\" role=\"img\" viewBox=\"0 0 " + WIDTH + " "
                + height + "\" width=\"" + WIDTH + "\" height=\"" + height + "\">\n<title>" + SafeText.markup(title)
                + "</title>\n<desc>" + SafeText.markup(description) + "</desc>\n<style>\n" + STYLE + "</style>\n"
                + body + "</svg>\n";
    }
}
