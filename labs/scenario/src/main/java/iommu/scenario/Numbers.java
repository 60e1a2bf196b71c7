package iommu.scenario;

/** Numbers as the language writes them: hexadecimal, decimal, and sizes such as 4K, unsigned in 64 bits. */
final class Numbers {

    private static final String UNITS = "KMGT";

    private Numbers() {
    }

    /** @throws NumberFormatException if the text is no number, or more than 64 bits */
    static long parse(String text) {
        if (text.startsWith("0x") && text.length() > 2 && text.charAt(2) != '+') {
            return Long.parseUnsignedLong(text.substring(2), 16);
        }
        if (text.isEmpty() || text.charAt(0) == '+') {
            throw new NumberFormatException(text);
        }
        int unit = UNITS.indexOf(text.charAt(text.length() - 1));
        if (unit < 0) {
            return Long.parseUnsignedLong(text);
        }
        long count = Long.parseUnsignedLong(text.substring(0, text.length() - 1));
        int shift = 10 * (unit + 1);
        if (count != 0 && Long.numberOfLeadingZeros(count) < shift) {
            throw new NumberFormatException(text);
        }
        return count << shift;
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** The size with the largest unit that keeps it whole: 4K, 2M, 1G, 512G. */
    static String size(long bytes) {
        if (bytes == 0) {
            return "0";
        }
        int unit = Math.min(UNITS.length(), Long.numberOfTrailingZeros(bytes) / 10);
        return Long.toUnsignedString(bytes >>> 10 * unit) + (unit == 0 ? "" : UNITS.substring(unit - 1, unit));
    }
}
