package iommu.view;

import java.util.Map;
import java.util.stream.Collectors;

/** The safety matrix as one page that needs no script and loads nothing. */
final class MatrixPage {

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#1c2128;background:#fff}
            table{border-collapse:collapse;width:100%}
            caption{text-align:left;padding:.5rem 0}
            th,td{border:1px solid #8b949e;padding:.25rem .5rem;text-align:left;vertical-align:top}
            thead th{background:#eaeef2}
            .wide{overflow-x:auto}
            .yes{background:#dafbe1}
            .no{background:#ffebe9;font-weight:700}
            .none{background:#f6f8fa;font-style:italic}
            @media (prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}thead th{background:#21262d}
            .yes{background:#12361f}.no{background:#4b1113}.none{background:#161b22}}
            """;

    private final MatrixTable table;
    private final StringBuilder out = new StringBuilder();

    MatrixPage(MatrixTable table) {
        this.table = table;
    }

    String html() {
        out.append("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>The safety matrix</title>
                <style>
                """).append(STYLE).append("</style>\n</head>\n<body>\n<main>\n<h1>The safety matrix</h1>\n");
        counts();
        matrix();
        notes();
        idle();
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private void counts() {
        out.append("<p>").append(table.size()).append(" cells: every configuration of a unit, with every set of wishes of"
                + " one listener.</p>\n<ul>\n");
        for (Map.Entry<String, Long> count : table.counts().entrySet()) {
            out.append("<li><strong>").append(count.getValue()).append("</strong> ").append(count.getKey()).append("</li>\n");
        }
        out.append("</ul>\n");
    }

    private void matrix() {
        out.append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"The matrix\">\n<table>\n<caption>")
                .append(SafeText.markup(MatrixPicture.LEGEND)).append("<br>")
                .append(MatrixPicture.KEY.stream().map(SafeText::markup).collect(Collectors.joining("<br>")))
                .append("</caption>\n<thead>\n<tr>");
        table.axes().forEach(axis -> out.append("<th scope=\"col\" rowspan=\"2\">").append(axis.title).append("</th>"));
        out.append("<th scope=\"colgroup\" colspan=\"").append(table.columns().size())
                .append("\">Wishes of the listener</th></tr>\n<tr>");
        table.columns().forEach(column -> out.append("<th scope=\"col\">").append(column).append("</th>"));
        out.append("</tr>\n</thead>\n<tbody>\n");
        table.rows().forEach(this::row);
        out.append("</tbody>\n</table>\n</div>\n");
    }

    private void row(MatrixRow row) {
        out.append("<tr>");
        table.axes().forEach(axis ->
                out.append("<th scope=\"row\">").append(SafeText.markup(table.words(row, axis))).append("</th>"));
        if (row.invalid()) {
            out.append("<td class=\"none\" colspan=\"").append(row.codes().size()).append("\">")
                    .append(MatrixPicture.invalid(row)).append("</td></tr>\n");
            return;
        }
        for (String code : row.codes()) {
            out.append("<td class=\"").append(code.equals("yes") ? "yes" : "no").append("\">")
                    .append(code.equals("yes") ? "yes" : "no: " + SafeText.markup(code)).append("</td>");
        }
        out.append("</tr>\n");
    }

    private void notes() {
        out.append("<h2>Why not, and what helps</h2>\n<dl>\n");
        for (MatrixNotes.Note note : table.notes()) {
            out.append("<dt><strong>").append(note.sign()).append("</strong> ")
                    .append(note.witness().map(MatrixNotes::said).orElse("not a valid configuration"))
                    .append("</dt>\n<dd>").append(SafeText.markup(note.text())).append("</dd>\n");
        }
        out.append("</dl>\n");
    }

    private void idle() {
        if (table.idleAxes().isEmpty()) {
            return;
        }
        out.append("<h2>No verdict depends on</h2>\n<dl>\n");
        for (MatrixAxis axis : table.idleAxes()) {
            out.append("<dt>").append(axis.title).append("</dt>\n<dd>").append(SafeText.markup(axis.whyIdle)).append("</dd>\n");
        }
        out.append("</dl>\n");
    }
}
