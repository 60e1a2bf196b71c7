package iommu.view;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Configurations that are answered alike for every set of wishes: all combinations of the values listed.
 *
 * @param values of each axis
 * @param codes  what is answered, for each set of wishes in its order
 */
record MatrixRow(Map<MatrixAxis, Set<String>> values, List<String> codes) {

    /**
     * Merges rows until none can be merged: two rows that differ in one axis alone become one. The axis that saves the
     * most rows goes first.
     */
    static List<MatrixRow> merged(List<MatrixRow> rows) {
        List<MatrixRow> fewest = rows;
        for (MatrixAxis axis : MatrixAxis.values()) {
            List<MatrixRow> along = along(axis, rows);
            fewest = along.size() < fewest.size() ? along : fewest;
        }
        return fewest.size() < rows.size() ? merged(fewest) : rows;
    }

    private static List<MatrixRow> along(MatrixAxis axis, List<MatrixRow> rows) {
        Map<MatrixRow, Set<String>> valuesByRest = new LinkedHashMap<>();
        for (MatrixRow row : rows) {
            valuesByRest.computeIfAbsent(row.with(axis, Set.of()), r -> new LinkedHashSet<>()).addAll(row.values.get(axis));
        }
        return valuesByRest.entrySet().stream().map(e -> e.getKey().with(axis, e.getValue())).toList();
    }

    MatrixRow with(MatrixAxis axis, Set<String> those) {
        Map<MatrixAxis, Set<String>> changed = new EnumMap<>(values);
        changed.put(axis, those);
        return new MatrixRow(changed, codes);
    }

    /** Whatever is wished, it is no configuration, and always for the same reason. */
    boolean invalid() {
        return codes.stream().distinct().count() == 1 && Character.isDigit(codes.getFirst().charAt(0));
    }

    /** No value of the axis is missing. */
    boolean any(MatrixAxis axis, Map<MatrixAxis, Set<String>> all) {
        return values.get(axis).equals(all.get(axis));
    }
}
