package iommu.emulator.interrupt;

import iommu.arch.Entry128;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The interrupt-entry cache: whole entries, looked up and invalidated by their index (§6.2.1, Table 17).
 *
 * <p>Any of them may go at any time; here the one that was used the longest ago (freedom {@code interrupt-cache}).
 */
final class EntryCache {

    private final Map<Integer, Entry128> entries;

    EntryCache(int capacity) {
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Entry128> eldest) {
                return size() > capacity;
            }
        };
    }

    Optional<Entry128> find(int index) {
        return Optional.ofNullable(entries.get(index));
    }

    void fill(int index, Entry128 entry) {
        entries.put(index, entry);
    }

    void invalidateAll() {
        entries.clear();
    }

    /** Those whose index differs in the lowest {@code mask} bits at most (Table 25). */
    void invalidate(int index, int mask) {
        if (mask >= Integer.SIZE) {
            entries.clear();
        } else {
            entries.keySet().removeIf(known -> (known ^ index) >>> mask == 0);
        }
    }
}
