package iommu.view;

import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The cells of a matrix put in order: which rows and columns it has, what stands in them, and how often. */
final class MatrixTable {

    private final List<MatrixCell> cells;
    private final MatrixNotes notes;
    private final List<Set<Wish>> wishes;
    private final Map<MatrixAxis, Set<String>> values = new EnumMap<>(MatrixAxis.class);
    private final List<MatrixRow> rows;

    MatrixTable(List<MatrixCell> cells) {
        this.cells = List.copyOf(cells);
        notes = new MatrixNotes(cells);
        wishes = cells.stream().map(MatrixCell::wishes).distinct().toList();
        rows = MatrixRow.merged(single()).stream().sorted(Comparator.comparing(MatrixRow::invalid)).toList();
    }

    private List<MatrixRow> single() {
        Map<Configuration, Map<Set<Wish>, String>> codes = new LinkedHashMap<>();
        for (MatrixCell cell : cells) {
            codes.computeIfAbsent(cell.configuration(), c -> new LinkedHashMap<>())
                    .put(cell.wishes(), notes.code(cell.verdict()));
        }
        List<MatrixRow> single = new ArrayList<>();
        codes.forEach((configuration, byWishes) -> {
            Map<MatrixAxis, Set<String>> own = new EnumMap<>(MatrixAxis.class);
            for (MatrixAxis axis : MatrixAxis.values()) {
                own.put(axis, Set.of(axis.value(configuration)));
                values.computeIfAbsent(axis, a -> new LinkedHashSet<>()).add(axis.value(configuration));
            }
            single.add(new MatrixRow(own, wishes.stream().map(w -> byWishes.getOrDefault(w, "?")).toList()));
        });
        return single;
    }

    List<MatrixRow> rows() {
        return rows;
    }

    List<MatrixNotes.Note> notes() {
        return notes.all();
    }

    /** The axes that some row depends on. */
    List<MatrixAxis> axes() {
        return Stream.of(MatrixAxis.values()).filter(a -> !idle(a)).toList();
    }

    /** The axes that no row depends on. */
    List<MatrixAxis> idleAxes() {
        return Stream.of(MatrixAxis.values()).filter(this::idle).toList();
    }

    private boolean idle(MatrixAxis axis) {
        return rows.stream().allMatch(row -> row.any(axis, values));
    }

    /** The values of an axis in a row, in words. */
    String words(MatrixRow row, MatrixAxis axis) {
        return row.any(axis, values) ? "any" : String.join(", ", row.values().get(axis));
    }

    /** The sets of wishes, as M, U, T or - for nobody. */
    List<String> columns() {
        return wishes.stream().map(w -> w.isEmpty() ? "-" : Stream.of(Wish.values()).filter(w::contains)
                .map(MatrixTable::letter).collect(Collectors.joining())).toList();
    }

    private static String letter(Wish wish) {
        return switch (wish) {
            case MAP -> "M";
            case UNMAP -> "U";
            case DEVICE_TLB -> "T";
        };
    }

    /** How many cells there are of each kind of answer, in words. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("allowed", cells.stream().filter(c -> c.verdict() instanceof Verdict.Allowed).count());
        for (Witness witness : Witness.values()) {
            counts.put("refused: " + MatrixNotes.said(witness), cells.stream()
                    .filter(c -> c.verdict() instanceof Verdict.Refused r && r.witness() == witness).count());
        }
        counts.put("not a valid configuration",
                cells.stream().filter(c -> c.verdict() instanceof Verdict.NoConfiguration).count());
        return counts;
    }

    int size() {
        return cells.size();
    }
}
