package iommu.grade.report;

import iommu.view.SafeText;
import java.util.ArrayList;
import java.util.List;

/** Text measured and cut by the columns that it takes in a terminal. */
final class Cells {

    private static final String CUT = "..";

    private Cells() {
    }

    /** How many columns a line takes: two for wide East Asian letters and pictures, none for combining marks. */
    static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = c >= 0x1100 && c <= 0x115F || c >= 0x2E80 && c <= 0xA4CF || c >= 0xAC00 && c <= 0xD7A3
                || c >= 0xF900 && c <= 0xFAFF || c >= 0xFE30 && c <= 0xFE6F || c >= 0xFF00 && c <= 0xFF60
                || c >= 0xFFE0 && c <= 0xFFE6 || c >= 0x1F300 && c <= 0x1FAFF || c >= 0x20000 && c <= 0x3FFFD;
        return wide ? 2 : 1;
    }

    /** The text on one line, harmless, in at most {@code width} columns. */
    static String fitted(String text, int width) {
        String line = SafeText.line(text).strip();
        if (width(line) <= width && line.length() <= 4 * width) {
            return line;
        }
        StringBuilder out = new StringBuilder();
        int room = width - CUT.length();
        for (int i = 0; i < line.length() && out.length() < 4 * width; i += Character.charCount(line.codePointAt(i))) {
            int c = line.codePointAt(i);
            room -= width(c);
            if (room < 0) {
                break;
            }
            out.appendCodePoint(c);
        }
        return out + CUT;
    }

    static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - width(text))) + text;
    }

    /** The text broken at spaces into lines of at most {@code width} columns. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : SafeText.line(text).strip().split(" +")) {
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(fitted(word, width));
        }
        lines.add(line.toString());
        return lines;
    }
}
