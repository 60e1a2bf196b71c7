package iommu.oracle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which entries of one cache must still be there by a lab's README: the one filled last, and all of them as long as no
 * more than the capacity were ever filled.
 *
 * @param <T> an entry
 */
final class Promises<T> {

    private final int capacity;
    private final Set<Object> everFilled = new HashSet<>();
    private final List<T> kept = new ArrayList<>();
    private T newest;

    Promises(int capacity) {
        this.capacity = capacity;
    }

    /**
     * An entry was offered.
     *
     * @param tag      what the entry would replace another by
     * @param mayStay  whether the cache may keep it: it can push out others
     * @param mustStay whether nothing excuses the cache from keeping it
     * @param replaces which older entries it speaks for: those are promised no longer
     */
    void offer(T entry, Object tag, boolean mayStay, boolean mustStay, Predicate<T> replaces) {
        kept.removeIf(replaces);
        if (mayStay) {
            everFilled.add(tag);
            newest = entry;
        }
        if (mustStay) {
            kept.add(entry);
        }
    }

    void forget(Predicate<T> covered) {
        kept.removeIf(covered);
    }

    /** The entries of this kind that a lookup may not miss. */
    List<T> demanded(Predicate<T> kind) {
        if (capacity == 0) {
            return List.of();
        }
        return kept.stream().filter(kind).filter(e -> everFilled.size() <= capacity || e == newest).toList();
    }
}
