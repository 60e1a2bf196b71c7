package iommu.emulator.adversary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * Entries that are never thrown out for want of room: several under one key and for one address, oldest first.
 *
 * @param <K> what entries are looked up by, besides the address
 * @param <V> what they say
 */
final class Hoard<K, V> {

    private record Kept<V>(Range range, V value) {
    }

    private final Map<K, List<Kept<V>>> entries = new LinkedHashMap<>();

    void add(K key, Range range, V value) {
        Kept<V> kept = new Kept<>(range, value);
        List<Kept<V>> same = entries.computeIfAbsent(key, k -> new ArrayList<>());
        if (!same.contains(kept)) {
            same.add(kept);
        }
    }

    /** What could answer for this key and address, oldest first. */
    List<V> at(K key, long address) {
        List<V> found = new ArrayList<>();
        for (Kept<V> kept : entries.getOrDefault(key, List.of())) {
            if (kept.range().contains(address)) {
                found.add(kept.value());
            }
        }
        return found;
    }

    static <V> Optional<V> chosen(List<V> candidates, Choice choice, long object) {
        int chosen = candidates.isEmpty() ? -1 : choice.among(object, candidates.size());
        return chosen < 0 ? Optional.empty() : Optional.of(candidates.get(chosen));
    }

    /** Removes each entry with these tags that overlaps the range, whole. */
    void remove(BiPredicate<K, V> tagged, Range range) {
        entries.forEach((key, kept) -> kept.removeIf(k -> k.range().overlaps(range) && tagged.test(key, k.value())));
        entries.values().removeIf(List::isEmpty);
    }

    /** Of each entry with these tags removes what lies in the range: the rest stays, in parts as large as can be. */
    void cut(BiPredicate<K, V> tagged, Range range, BiFunction<V, Range, V> part) {
        entries.forEach((key, kept) -> {
            for (int i = kept.size() - 1; i >= 0; i--) {
                Kept<V> whole = kept.get(i);
                if (whole.range().overlaps(range) && tagged.test(key, whole.value())) {
                    kept.remove(i);
                    kept.addAll(i, whole.range().without(range).stream()
                            .map(left -> new Kept<>(left, part.apply(whole.value(), left))).toList());
                }
            }
        });
        entries.values().removeIf(List::isEmpty);
    }
}
