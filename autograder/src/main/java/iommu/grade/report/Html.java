package iommu.grade.report;

import iommu.grade.verdict.Verdict;
import iommu.view.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The frame that every page shares: one file, no script, nothing loaded from elsewhere, and the browser told so. */
final class Html {

    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_TEXT = 20_000;
    private static final String CSS = stylesheet();

    private Html() {
    }

    private static String stylesheet() {
        try (InputStream in = Html.class.getResourceAsStream("page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("page.css is missing from the kit", e);
        }
    }

    /** A whole page. @param title plain text @param main markup */
    static String page(String title, String main) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
                base-uri 'none'; form-action 'none'">
                <meta name="referrer" content="no-referrer">
                <meta name="color-scheme" content="light dark">
                <title>""" + name(title) + "</title>\n<style>\n" + CSS + "</style>\n</head>\n<body>\n" + main
                + "</body>\n</html>\n";
    }

    /** A name on one line, cut if it is endless. */
    static String name(String text) {
        String line = SafeText.line(text);
        return SafeText.markup(line.codePointCount(0, line.length()) <= LONGEST_NAME ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME)) + "...");
    }

    /** Text that may have several lines. */
    static String text(String text) {
        return SafeText.markup(text.length() <= LONGEST_TEXT ? text
                : text.substring(0, LONGEST_TEXT) + "\n... " + (text.length() - LONGEST_TEXT) + " more characters");
    }

    /** The verdict as sign and word. */
    static String badge(Verdict verdict) {
        String sign = switch (verdict) {
            case PASSED -> "&#10003;";
            case FAILED -> "&#10007;";
            case REJECTED -> "!";
            case INCONCLUSIVE, NOT_JUDGED -> "?";
        };
        return "<span class='badge " + verdict + "'><span aria-hidden='true'>" + sign + "</span> " + verdict
                + "</span>";
    }

    /** A bar that only illustrates the numbers beside it. @param kind its class: {@code good} or {@code bad} */
    static String bar(String kind, int part, int whole) {
        int percent = whole <= 0 ? 0 : Math.max(0, Math.min(100, (int) Math.round(100.0 * part / whole)));
        return "<span class='bar' aria-hidden='true'><span class='" + kind + "' style='width:" + percent
                + "%'></span></span>";
    }

    static String points(int score, int max) {
        return score + " of " + max + (max == 1 ? " point" : " points");
    }

    /** What the numbers on this page rest on. */
    static String footer(String suite, long seed, boolean practice, String receipt) {
        return "<footer>\n<p>Suite " + name(suite) + (practice ? ", seed " + seed : ", with the course's own cases")
                + (practice ? ". <strong>Practice grading:</strong> without a course file the cases are the same "
                        + "for everyone." : ".") + "</p>\n"
                + (receipt.isEmpty() ? "" : "<p>Receipt of the sources: <code>" + name(receipt) + "</code></p>\n")
                + "<p>A bare &sect; is a section of the VT-d specification, Rev 5.10.</p>\n</footer>\n";
    }
}
