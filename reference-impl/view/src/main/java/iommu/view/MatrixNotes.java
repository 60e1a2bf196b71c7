package iommu.view;

import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The reasons of a matrix, each with a sign: a letter for what a refusal says, a digit for what makes a configuration
 * invalid. A refusal whose text contains another's says that and more, so it needs no note of its own.
 */
final class MatrixNotes {

    /** @param witness none for an invalid configuration */
    record Note(String sign, Optional<Witness> witness, String text) {
    }

    private final List<Note> notes = new ArrayList<>();

    MatrixNotes(List<MatrixCell> cells) {
        List<Verdict.Refused> refusals = cells.stream().map(MatrixCell::verdict)
                .flatMap(v -> v instanceof Verdict.Refused r ? Stream.of(r) : Stream.of()).distinct().toList();
        List<Verdict.Refused> simple = refusals.stream().filter(r -> refusals.stream()
                .noneMatch(o -> !o.text().equals(r.text()) && r.text().contains(o.text())))
                .sorted(Comparator.comparing(Verdict.Refused::witness)).toList();
        for (Verdict.Refused r : simple) {
            notes.add(new Note(letter(notes.size()), Optional.of(r.witness()), r.text()));
        }
        List<String> invalid = cells.stream().map(MatrixCell::verdict)
                .flatMap(v -> v instanceof Verdict.NoConfiguration n ? Stream.of(n.text()) : Stream.of()).distinct().toList();
        for (int i = 0; i < invalid.size(); i++) {
            notes.add(new Note(Integer.toString(i + 1), Optional.empty(), invalid.get(i)));
        }
    }

    /** A to Z, then A1 and so on. */
    private static String letter(int index) {
        return (char) ('A' + index % 26) + (index < 26 ? "" : Integer.toString(index / 26));
    }

    List<Note> all() {
        return notes;
    }

    /** What stands in the cell: {@code yes}, the letters of a refusal, or the digit of what is no configuration. */
    String code(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allowed a -> "yes";
            case Verdict.Refused r -> signs(r.text(), true);
            case Verdict.NoConfiguration n -> signs(n.text(), false);
            case Verdict.NotNow n -> "later";
        };
    }

    private String signs(String text, boolean refusal) {
        StringBuilder signs = new StringBuilder();
        notes.stream().filter(n -> n.witness().isPresent() == refusal && text.contains(n.text()))
                .forEach(n -> signs.append(n.sign()));
        return signs.toString();
    }

    static String said(Witness witness) {
        return switch (witness) {
            case MISSED_MAP -> "missed MAP";
            case STALE_UNDER_NO_SNOOP -> "stale data under No-Snoop";
            case NEVER_SERVED -> "a wish that no event can serve";
        };
    }
}
