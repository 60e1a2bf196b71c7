package iommu.grade.intake;

/**
 * Names from strangers, made fit for a terminal, a log and a report: nothing that moves the cursor, reorders the line
 * or ends it. HTML and CSV have needs of their own; their writers see to them.
 */
final class Printable {

    private static final int LONGEST = 120;
    private static final int HEAD = 80;
    private static final int TAIL = 36;

    private Printable() {
    }

    /** Every invisible or unassigned character as <code>&#92;u{hex}</code>. */
    static String of(String raw) {
        StringBuilder shown = new StringBuilder();
        raw.codePoints().forEach(point -> {
            if (isVisible(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
            }
        });
        return shown.toString();
    }

    /** As {@link #of}, with the middle left out if it is very long. */
    static String shortened(String raw) {
        String shown = of(raw);
        int length = shown.codePointCount(0, shown.length());
        if (length <= LONGEST) {
            return shown;
        }
        int headEnd = shown.offsetByCodePoints(0, HEAD);
        int tailStart = shown.offsetByCodePoints(0, length - TAIL);
        return shown.substring(0, headEnd) + "..." + shown.substring(tailStart);
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }
}
