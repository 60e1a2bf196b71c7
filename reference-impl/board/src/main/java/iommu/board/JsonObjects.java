package iommu.board;

import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * As much JSON as QMP's requests need: objects one after the other, and of each the members at the top. Requests need
 * no line end between them.
 */
final class JsonObjects {

    private static final int LONGEST = 1 << 20;

    private final Reader in;

    JsonObjects(Reader in) {
        this.in = in;
    }

    /** What stood there is no object of JSON. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    /**
     * The members of the next object, each as its text in JSON; empty at the end of the stream.
     *
     * @throws MalformedException if something else stands there; reading can go on behind it
     */
    Optional<Map<String, String>> next() throws IOException, MalformedException {
        int c = in.read();
        while (c >= 0 && Character.isWhitespace(c)) {
            c = in.read();
        }
        if (c < 0) {
            return Optional.empty();
        }
        if (c != '{') {
            while (c >= 0 && c != '\n') {
                c = in.read();
            }
            throw new MalformedException("a request is an object: {\"execute\": \"…\"}");
        }
        Optional<String> text = rest();
        return text.isEmpty() ? Optional.empty() : Optional.of(new Members(text.get()).read());
    }

    /** From behind the first brace to the one that closes it; empty if the stream ends before. */
    private Optional<String> rest() throws IOException, MalformedException {
        StringBuilder text = new StringBuilder("{");
        int depth = 1;
        boolean inString = false;
        while (depth > 0) {
            int c = in.read();
            if (c < 0) {
                return Optional.empty();
            }
            text.append((char) c);
            if (text.length() > LONGEST) {
                throw new MalformedException("a request is at most " + LONGEST + " characters long");
            }
            if (inString) {
                if (c == '\\') {
                    text.append((char) in.read());
                }
                inString = c != '"';
            } else if (c == '"') {
                inString = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return Optional.of(text.toString());
    }

    /** The members of one object; brackets may close as braces here. */
    private static final class Members {

        private final String text;
        private int at = 1;

        Members(String text) {
            this.text = text;
        }

        Map<String, String> read() throws MalformedException {
            Map<String, String> members = new LinkedHashMap<>();
            skipSpace();
            while (here() != '}') {
                String name = string();
                skipSpace();
                expect(':');
                skipSpace();
                members.put(name, value());
                skipSpace();
                if (here() != '}') {
                    expect(',');
                    skipSpace();
                }
            }
            return members;
        }

        private char here() throws MalformedException {
            if (at >= text.length()) {
                throw new MalformedException("braces and brackets don't match");
            }
            return text.charAt(at);
        }

        private void expect(char wanted) throws MalformedException {
            if (here() != wanted) {
                throw new MalformedException("'" + wanted + "' is missing at character " + (at + 1));
            }
            at++;
        }

        private void skipSpace() throws MalformedException {
            while (Character.isWhitespace(here())) {
                at++;
            }
        }

        private String string() throws MalformedException {
            expect('"');
            int start = at;
            while (here() != '"') {
                at += here() == '\\' ? 2 : 1;
            }
            return text.substring(start, at++);
        }

        private String value() throws MalformedException {
            int start = at;
            int depth = 0;
            while (depth > 0 || here() != ',' && here() != '}') {
                switch (here()) {
                    case '"' -> {
                        string();
                        continue;
                    }
                    case '{', '[' -> depth++;
                    case '}', ']' -> depth--;
                    default -> { }
                }
                at++;
            }
            return text.substring(start, at).strip();
        }
    }
}
