package iommu.view;

/**
 * Foreign text made harmless: what learners and their files call themselves may hold anything.
 *
 * <p>Terminal escape sequences vanish. Control characters, characters that reorder or hide their neighbours,
 * unpaired surrogates and noncharacters (which XML 1.0 forbids) each become U+FFFD, so that they are seen.
 */
public final class SafeText {

    private static final char ESCAPE = 0x1B;
    private static final char CSI = 0x9B;
    private static final char BELL = 0x07;
    private static final int REPLACEMENT = 0xFFFD;

    private SafeText() {
    }

    /** The text as one line: a line break or tab becomes a space. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** The text with its line feeds and tabs; a carriage return before a line feed goes. */
    public static String lines(String text) {
        return clean(text.replace("\r\n", "\n"), true);
    }

    /** {@link #lines} for XML and HTML, as content or between quotation marks. */
    public static String markup(String text) {
        String clean = lines(text);
        StringBuilder out = new StringBuilder(clean.length() + 16);
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private static String clean(String text, boolean keepBreaks) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int after = afterEscape(text, i);
            if (after > i) {
                i = after;
                continue;
            }
            int c = text.codePointAt(i);
            if (c == '\n' || c == '\t') {
                out.append(keepBreaks ? (char) c : ' ');
            } else {
                out.appendCodePoint(harmful(c) ? REPLACEMENT : c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** Where the terminal escape sequence that begins at {@code i} ends; {@code i} if none does (ECMA-48). */
    private static int afterEscape(String text, int i) {
        char c = text.charAt(i);
        char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
        if (c == CSI || c == ESCAPE && next == '[') {
            int end = i + (c == CSI ? 1 : 2);
            while (end < text.length() && text.charAt(end) >= 0x20 && text.charAt(end) < 0x40) {
                end++;
            }
            boolean complete = end < text.length() && text.charAt(end) >= 0x40 && text.charAt(end) < 0x7F;
            return complete ? end + 1 : end;
        }
        if (c == ESCAPE && next == ']') {
            return afterOperatingSystemCommand(text, i + 2);
        }
        if (c == ESCAPE) {
            return i + (next >= 0x20 && next < 0x7F ? 2 : 1);
        }
        return i;
    }

    private static int afterOperatingSystemCommand(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) != BELL && text.charAt(end) != ESCAPE
                && text.charAt(end) != '\n') {
            end++;
        }
        return end < text.length() && text.charAt(end) == BELL ? end + 1 : end;
    }

    private static boolean harmful(int c) {
        return c < 0x20 || c >= 0x7F && c < 0xA0 || c >= 0xD800 && c < 0xE000 || (c & 0xFFFE) == 0xFFFE
                || c >= 0xFDD0 && c < 0xFDF0 || reordersOrHides(c);
    }

    private static boolean reordersOrHides(int c) {
        return c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F || c >= 0x2028 && c <= 0x202E
                || c >= 0x2060 && c <= 0x206F || c == 0xFEFF || c >= 0xFFF9 && c <= 0xFFFB
                || c >= 0xE0000 && c < 0xE1000;
    }
}
