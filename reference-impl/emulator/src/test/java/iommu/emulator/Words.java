package iommu.emulator;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Memory for tests of single rooms: literal words at literal addresses, zero elsewhere. */
public final class Words implements TableMemory {

    private final Map<Long, Long> words = new TreeMap<>();
    private final Set<Long> unreadable = new HashSet<>();
    private boolean halves = true;

    public Words put(long address, long word) {
        words.put(address, word);
        return this;
    }

    public Words put(long address, long low, long high) {
        return put(address, low).put(address + 8, high);
    }

    /** Reads at this very address are access errors from now on. */
    public Words unreadable(long address) {
        unreadable.add(address);
        return this;
    }

    /** Reads of 8 bytes are access errors from now on. */
    public Words wholeEntriesOnly() {
        halves = false;
        return this;
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return halves && !unreadable.contains(at.value()) ? OptionalLong.of(get(at.value())) : OptionalLong.empty();
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return unreadable.contains(at.value())
                ? Optional.empty()
                : Optional.of(new Entry128(get(at.value()), get(at.value() + 8)));
    }

    /** The word at this address, whether a room may read it or not. */
    public long get(long address) {
        return words.getOrDefault(address, 0L);
    }
}
