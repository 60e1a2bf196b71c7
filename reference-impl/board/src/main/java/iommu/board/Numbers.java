package iommu.board;

/** Unsigned numbers of 64 bits as C reads them. */
final class Numbers {

    private Numbers() {
    }

    /** Hexadecimal after 0x, octal after 0, else decimal. @throws NumberFormatException if it is none, or too large */
    static long parse(String text) {
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseUnsignedLong(digits(text.substring(2)), 16);
        }
        return text.length() > 1 && text.startsWith("0")
                ? Long.parseUnsignedLong(digits(text.substring(1)), 8)
                : Long.parseUnsignedLong(digits(text), 10);
    }

    private static String digits(String text) {
        if (text.startsWith("+") || text.startsWith("-")) {
            throw new NumberFormatException(text);
        }
        return text;
    }
}
