package iommu.grade.report;

/** Sentences for the terminal, harmless and no wider than it. */
public final class TerminalText {

    private TerminalText() {
    }

    /** The text in lines that begin with {@code indent} and end in a line feed. */
    public static String paragraph(String text, String indent, TerminalStyle style) {
        StringBuilder out = new StringBuilder();
        Cells.wrapped(text, style.width() - indent.length()).forEach(line -> out.append(indent).append(line).append('\n'));
        return out.toString();
    }

    /** The text on one line, in at most so many columns. */
    public static String cut(String text, int width) {
        return Cells.fitted(text, width);
    }

    /** A word filled up with spaces, with at least one after it. */
    public static String padded(String word, int width) {
        return Cells.left(word + " ", width);
    }
}
