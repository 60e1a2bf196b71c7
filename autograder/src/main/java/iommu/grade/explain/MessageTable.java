package iommu.grade.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a run has put into its interrupt-remapping table, as its lines say.
 *
 * @param asked   the index that the message of the last step names (§5.1.3)
 * @param table   where the table lies, by the last line that said so
 * @param entries the {@code irte} lines, by their addresses; the last for each
 */
record MessageTable(int asked, long table, Map<Long, String> entries) {

    private static final int ENTRY = 16;
    private static final long SHV = 1 << 3;

    static MessageTable of(Symptom symptom) {
        long table = 0;
        Map<Long, String> entries = new LinkedHashMap<>();
        for (String line : symptom.lines()) {
            String[] words = line.strip().split("\\s+");
            if (words[0].equals("irte")) {
                entries.put(Long.decode(words[1]), line);
            } else if (words[0].equals("interrupts")) {
                table = Long.decode(Symptom.fields(line).getOrDefault("table", "0"));
            }
        }
        return new MessageTable(index(Long.decode(symptom.step().get(2)), Long.decode(symptom.step().get(3))), table, entries);
    }

    private static int index(long address, long data) {
        int handle = (int) (address >>> 5) & 0x7FFF | (int) (address >>> 2 & 1) << 15;
        return (address & SHV) == 0 ? handle : handle + (int) (data & 0xFFFF);
    }

    /** The indices of entries that send to where this outcome went: of the same vector, or into the same descriptor. */
    List<Integer> entriesLike(String outcome) {
        boolean posted = outcome.startsWith("posted ");
        String key = posted ? "posted" : "vector";
        String value = posted ? outcome.split(" ")[1] : Symptom.fields(outcome).get(key);
        List<Integer> indices = new ArrayList<>();
        entries.forEach((at, line) -> {
            Map<String, String> fields = Symptom.fields(line);
            if (fields.containsKey("posted") == posted && Objects.equals(fields.get(key), value)) {
                indices.add((int) ((at - table) / ENTRY));
            }
        });
        return indices;
    }
}
