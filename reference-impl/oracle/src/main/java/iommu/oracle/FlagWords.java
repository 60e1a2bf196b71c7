package iommu.oracle;

import iommu.arch.Gpa;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
    /** The same of what the words held before they were stored, which an access that doesn't snoop may see until the flush. */
    private final Set<Long> accessedBefore = new HashSet<>();
    private final Set<Long> dirtyBefore = new HashSet<>();

    void addAll(FlagWords other) {
        accessed.addAll(other.accessed);
        dirty.addAll(other.dirty);
        accessedBefore.addAll(other.accessedBefore);
        dirtyBefore.addAll(other.dirtyBefore);
    }

    FlagWords copy() {
        FlagWords copy = new FlagWords();
        copy.addAll(this);
        return copy;
    }

    void become(FlagWords other) {
        accessed.clear();
        dirty.clear();
        accessedBefore.clear();
        dirtyBefore.clear();
        addAll(other);
    }

    boolean accessed(Gpa entry) {
        return accessed.contains(entry.value());
    }

    /** @param snoop the access sees what was stored last, and nothing older */
    boolean accessed(Gpa entry, boolean snoop) {
        return accessed(entry) || !snoop && accessedBefore.contains(entry.value());
    }

    boolean dirty(Gpa entry, boolean snoop) {
        return dirty(entry) || !snoop && dirtyBefore.contains(entry.value());
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

    /** What a word may hold that is read as something else than a paging entry: as stored, or with flags of either stage. */
    List<Long> variants(Gpa word, long stored) {
        if (!accessed(word) && !dirty(word)) {
            return List.of(stored);
        }
        Set<Long> variants = new LinkedHashSet<>();
        long[] flags = dirty(word) ? new long[] {0, 0x20, 0x420, 0x100, 0x60, 0x460, 0x300} : new long[] {0, 0x20, 0x420, 0x100};
        for (long set : flags) { // §9.7: A 5, D 6, EA 10; §9.8: A 8, D 9
            variants.add(stored | set);
        }
        return List.copyOf(variants);
    }

    void stored(Gpa word) {
        if (accessed.remove(word.value())) {
            accessedBefore.add(word.value());
        }
        if (dirty.remove(word.value())) {
            dirtyBefore.add(word.value());
        }
    }

    /** What the 64-byte line of this address held before is seen by nobody any more. */
    void flushed(Gpa line) {
        accessedBefore.removeIf(word -> word >>> 6 == line.value() >>> 6);
        dirtyBefore.removeIf(word -> word >>> 6 == line.value() >>> 6);
    }
}
