package iommu.emulator.cache;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets the entry that was used the longest ago. */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1;

    private final int capacity;

    /** @param capacity the entries that it keeps; 0 keeps nothing */
    RecentlyUsed(int capacity) {
        super(16, 0.75f, true);
        this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > capacity;
    }
}
