package iommu.grade.course;

import iommu.grade.intake.UsageException;
import java.nio.file.Path;
import java.util.List;

/** The lines of a course file, to say where something stands: the parser gives no places but of syntax errors. */
record TomlText(Path file, List<String> lines) {

    /**
     * What is wrong, and where.
     *
     * @param table the heading of the table, such as {@code [late]}; empty for what comes before all tables
     * @param turn  which table of that heading, from 0
     * @param key   empty for the table itself
     */
    UsageException wrong(String table, int turn, String key, String sentence) {
        int line = line(table, turn, key);
        return new UsageException(file + (line == 0 ? "" : ":" + line) + ": " + sentence);
    }

    /** From 1; 0 if it can't be found. */
    private int line(String table, int turn, String key) {
        int left = table.isEmpty() ? -1 : turn;
        boolean inside = table.isEmpty();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip().replace(" ", "").replace("\t", "");
            if (line.startsWith("[")) {
                if (inside) {
                    return 0;
                }
                inside = line.startsWith(table) && left-- == 0;
                if (inside && key.isEmpty()) {
                    return i + 1;
                }
            } else if (inside && !key.isEmpty() && (line.startsWith(key + "=") || line.startsWith("\"" + key + "\"="))) {
                return i + 1;
            }
        }
        return 0;
    }
}
