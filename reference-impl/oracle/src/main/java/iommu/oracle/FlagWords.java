package iommu.oracle;

import iommu.arch.Gpa;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Paging entries in which the unit may have set accessed and dirty bits since software stored them last (§3.6.2,
 * §3.7.2). What software stored is in {@link TableWords}; these bits come on top, and are never sure.
 */
final class FlagWords {

    /** What a walk sets: accessed bits in all of these entries, and the dirty bit of the leaf if it is for a write. */
    record Marks(List<Gpa> accessed, Optional<Gpa> leaf) {
        static final Marks NONE = new Marks(List.of(), Optional.empty());
    }

    private final Set<Long> accessed = new HashSet<>();
    private final Set<Long> dirty = new HashSet<>();

    void addAll(FlagWords other) {
        accessed.addAll(other.accessed);
        dirty.addAll(other.dirty);
    }

    boolean accessed(Gpa entry) {
        return accessed.contains(entry.value());
    }

    boolean dirty(Gpa entry) {
        return dirty.contains(entry.value());
    }

    /** Freedom (§3.6.2): accessed bits may be set for requests that fault, too. */
    void set(Marks marks, boolean write) {
        marks.accessed().forEach(a -> accessed.add(a.value()));
        if (write) {
            marks.leaf().ifPresent(l -> dirty.add(l.value()));
        }
    }

    void stored(Gpa word) {
        accessed.remove(word.value());
        dirty.remove(word.value());
    }
}
