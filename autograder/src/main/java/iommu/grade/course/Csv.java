package iommu.grade.course;

import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values (RFC 4180), lines ended by LF or CR LF, blank ones skipped, blanks around cells cut.
 *
 * @param openQuoteLine the line, from 1, of a quotation mark that is never closed; 0 if there is none
 */
record Csv(List<Row> records, int openQuoteLine) {

    /** @param line the one that it begins on, from 1 */
    record Row(int line, List<String> cells) {

        Row {
            cells = List.copyOf(cells);
        }
    }

    static Csv of(String text) {
        return new Parser(text.replace("\r\n", "\n")).csv();
    }

    private static final class Parser {

        private final String text;
        private final List<Row> records = new ArrayList<>();
        private final List<String> cells = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
        private int line = 1;
        private int begun = 1;
        private int quoted;

        Parser(String text) {
            this.text = text;
        }

        Csv csv() {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quoted > 0) {
                    if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        cell.append(text.charAt(++i));
                    } else if (c == '"') {
                        quoted = 0;
                    } else {
                        cell.append(c);
                    }
                } else {
                    take(c);
                }
                line += c == '\n' ? 1 : 0;
            }
            int open = quoted;
            endRow();
            return new Csv(records, open);
        }

        private void take(char c) {
            switch (c) {
                case '"' -> quoted = line;
                case ',' -> endCell();
                case '\n' -> {
                    endRow();
                    begun = line + 1;
                }
                default -> cell.append(c);
            }
        }

        private void endCell() {
            cells.add(cell.toString().strip());
            cell.setLength(0);
        }

        private void endRow() {
            endCell();
            if (cells.size() > 1 || !cells.getFirst().isEmpty()) {
                records.add(new Row(begun, cells));
            }
            cells.clear();
        }
    }
}
