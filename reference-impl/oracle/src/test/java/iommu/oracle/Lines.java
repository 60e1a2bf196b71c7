package iommu.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The memory of {@link AnyUnit}: 8-byte words, zero where nothing was stored, and what their lines may still hold. */
final class Lines {

    private final Map<Long, Long> words = new HashMap<>();
    /** By line: earlier contents of all its words, oldest first; only if somebody does not snoop. */
    private final Map<Long, List<Map<Long, Long>>> past = new HashMap<>();
    private boolean remembers;

    Lines copy() {
        Lines copy = new Lines();
        copy.words.putAll(words);
        past.forEach((line, contents) -> copy.past.put(line, new ArrayList<>(contents)));
        copy.remembers = remembers;
        return copy;
    }

    /** From now on walks may see what was stored before, until it is flushed. */
    void remember() {
        remembers = true;
    }

    long get(long at) {
        return words.getOrDefault(at, 0L);
    }

    void put(long at, long value) {
        if (remembers) {
            Map<Long, Long> content = new HashMap<>();
            for (long word = at & -64; word < (at & -64) + 64; word += 8) {
                content.put(word, get(word));
            }
            List<Map<Long, Long>> contents = past.computeIfAbsent(at & -64, line -> new ArrayList<>());
            if (!contents.contains(content)) {
                contents.add(content);
            }
        }
        words.put(at, value);
    }

    void flush(long at) {
        past.remove(at & -64);
    }

    /** What a read may give. */
    Set<Long> values(long at) {
        Set<Long> values = new HashSet<>(Set.of(get(at)));
        past.getOrDefault(at & -64, List.of()).forEach(content -> values.add(content.get(at)));
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lines that && words.equals(that.words) && past.equals(that.past);
    }

    @Override
    public int hashCode() {
        return words.hashCode() * 31 + past.hashCode();
    }
}
