package iommu.probe;

/** Text from untrusted hands, made fit to print on one line: bounded, no control, format or stray surrogate characters. */
public final class PlainText {

    private PlainText() {
    }

    /** At most {@code limit} characters of a text, with everything that could move a cursor or hide a word as '?'. */
    public static String of(String text, int limit) {
        if (text == null) {
            return "";
        }
        int length = Math.min(text.length(), limit);
        StringBuilder plain = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            plain.append(printable(text.charAt(i)) ? text.charAt(i) : '?');
        }
        return plain.toString();
    }

    /** Whether {@link #of} would leave the text as it is. */
    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> printable((char) c));
    }

    private static boolean printable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
