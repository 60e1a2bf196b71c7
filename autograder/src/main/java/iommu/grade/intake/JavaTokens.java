package iommu.grade.intake;

/**
 * The tokens of a Java text (JLS 3), as far as finding declarations needs them: identifiers and keywords as they are,
 * each literal as one token, every other character by itself. Comments are skipped. It accepts any text, since the
 * compiler is there to complain.
 */
final class JavaTokens {

    /** Stands for a string, text block, character or number. */
    static final String LITERAL = "\"";
    /** Stands for the end of the text. */
    static final String END = "";

    private final String text;
    private int at;
    private String token = END;

    JavaTokens(String source) {
        text = unescaped(source);
        advance();
    }

    String token() {
        return token;
    }

    boolean is(String expected) {
        return token.equals(expected);
    }

    boolean isEnd() {
        return token.isEmpty();
    }

    boolean isIdentifier() {
        return !token.isEmpty() && Character.isJavaIdentifierStart(token.codePointAt(0));
    }

    void advance() {
        skipBlanksAndComments();
        if (at >= text.length()) {
            token = END;
            return;
        }
        int first = text.codePointAt(at);
        if (first == '"') {
            token = LITERAL;
            skipString();
        } else if (first == '\'') {
            token = LITERAL;
            at++;
            skipQuoted('\'');
        } else if (first >= '0' && first <= '9') {
            token = LITERAL;
            skipNumber();
        } else if (Character.isJavaIdentifierStart(first)) {
            token = identifier();
        } else {
            token = Character.toString(first);
            at += token.length();
        }
    }

    /**
     * Unicode escapes resolved (JLS 3.3): before anything else, so that an escape may be a quote or a letter of a
     * keyword. A backslash begins one if an even number of backslashes stands before it.
     */
    private static String unescaped(String source) {
        if (source.indexOf("\\u") < 0) {
            return source;
        }
        StringBuilder result = new StringBuilder(source.length());
        int backslashesBefore = 0;
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            int escapeEnd = c == '\\' && backslashesBefore % 2 == 0 ? escapeEnd(source, i) : -1;
            if (escapeEnd > 0) {
                result.append((char) Integer.parseInt(source, escapeEnd - 4, escapeEnd, 16));
                backslashesBefore = 0;
                i = escapeEnd;
            } else {
                result.append(c);
                backslashesBefore = c == '\\' ? backslashesBefore + 1 : 0;
                i++;
            }
        }
        return result.toString();
    }

    /** Where the escape that begins at {@code backslash} ends, or -1 if none begins there. */
    private static int escapeEnd(String source, int backslash) {
        int digits = backslash + 1;
        while (digits < source.length() && source.charAt(digits) == 'u') {
            digits++;
        }
        int end = digits + 4;
        if (digits == backslash + 1 || end > source.length()) {
            return -1;
        }
        for (int i = digits; i < end; i++) {
            char c = source.charAt(i);
            if (c >= 0x80 || Character.digit(c, 16) < 0) {
                return -1;
            }
        }
        return end;
    }

    private void skipBlanksAndComments() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                while (at < text.length() && !isLineEnd(text.charAt(at))) {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (isBlank(text.charAt(at))) {
                at++;
            } else {
                return;
            }
        }
    }

    private void skipString() {
        if (text.startsWith("\"\"\"", at)) {
            at += 3;
            while (at < text.length() && !text.startsWith("\"\"\"", at)) {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at += 3;
        } else {
            at++;
            skipQuoted('"');
        }
    }

    /** To behind the closing quote, or to the end of a line that lacks it. */
    private void skipQuoted(char quote) {
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
            char c = text.charAt(at);
            at += c == '\\' ? 2 : 1;
            if (c == quote) {
                return;
            }
        }
    }

    private void skipNumber() {
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_'
                || text.charAt(at) == '.')) {
            at++;
        }
    }

    /** An identifier without the characters that the compiler ignores in one. */
    private String identifier() {
        StringBuilder name = new StringBuilder();
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (!Character.isJavaIdentifierPart(point)) {
                break;
            }
            if (!Character.isIdentifierIgnorable(point)) {
                name.appendCodePoint(point);
            }
            at += Character.charCount(point);
        }
        return name.toString();
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f' || isLineEnd(c);
    }
}
