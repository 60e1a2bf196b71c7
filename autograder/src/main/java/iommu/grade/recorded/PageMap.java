package iommu.grade.recorded;

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * How one device's accesses of one kind may end, for each address.
 *
 * @param pieces each from its first address to the next piece: the outcomes at its first address, from where on translated
 *               ones go up with the address. The first piece begins at 0.
 */
public record PageMap(NavigableMap<Iova, Set<DmaOutcome>> pieces) {

    private static final String TRANSLATED = "to ";
    private static final String SILENT = "silent ";
    private static final String OR = ",";

    public PageMap {
        if (pieces.isEmpty() || pieces.firstKey().value() != 0) {
            throw new IllegalArgumentException("the first piece begins at 0");
        }
        pieces = Collections.unmodifiableNavigableMap(new TreeMap<>(pieces));
    }

    public Set<DmaOutcome> at(Iova address) {
        var piece = pieces.floorEntry(address);
        return further(piece.getValue(), address.value() - piece.getKey().value());
    }

    /** The outcomes that lie so many bytes further up in one piece. */
    public static Set<DmaOutcome> further(Set<DmaOutcome> outcomes, long bytes) {
        Set<DmaOutcome> there = new LinkedHashSet<>();
        outcomes.forEach(outcome -> there.add(outcome instanceof DmaOutcome.Translated(Gpa address)
                ? new DmaOutcome.Translated(address.plus(bytes)) : outcome));
        return there;
    }

    /** The fields that {@link #read} makes it of again. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        pieces.forEach((first, outcomes) -> fields.add(Long.toHexString(first.value()) + "="
                + String.join(OR, outcomes.stream().map(PageMap::word).toList())));
        return fields;
    }

    private static String word(DmaOutcome outcome) {
        return switch (outcome) {
            case DmaOutcome.Translated(Gpa address) -> TRANSLATED + Long.toHexString(address.value());
            case DmaOutcome.Blocked(FaultReason reason, boolean silent) -> (silent ? SILENT : "") + reason;
            default -> throw new IllegalArgumentException("no outcome of an untranslated request: " + outcome);
        };
    }

    /** @throws IllegalArgumentException if they are none of a map */
    static PageMap read(List<String> fields) {
        NavigableMap<Iova, Set<DmaOutcome>> pieces = new TreeMap<>();
        for (String field : fields) {
            String[] parts = field.split("=", -1);
            Set<DmaOutcome> outcomes = new LinkedHashSet<>();
            Arrays.stream(parts[1].split(OR)).filter(word -> !word.isEmpty()).forEach(word -> outcomes.add(outcome(word)));
            pieces.put(new Iova(Long.parseUnsignedLong(parts[0], 16)), outcomes);
        }
        return new PageMap(pieces);
    }

    private static DmaOutcome outcome(String word) {
        if (word.startsWith(TRANSLATED)) {
            return new DmaOutcome.Translated(new Gpa(Long.parseUnsignedLong(word.substring(TRANSLATED.length()), 16)));
        }
        boolean silent = word.startsWith(SILENT);
        return new DmaOutcome.Blocked(FaultReason.valueOf(silent ? word.substring(SILENT.length()) : word), silent);
    }
}
