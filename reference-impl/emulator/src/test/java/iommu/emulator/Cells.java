package iommu.emulator;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Memory for tests of rooms that write: literal words at literal addresses, zero elsewhere; it remembers what was written. */
public final class Cells implements Memory {

    private final Map<Long, Long> words = new TreeMap<>();
    private final Set<Long> unreadable = new HashSet<>();
    private final Set<Long> unwritable = new HashSet<>();
    private final List<Long> written = new ArrayList<>();

    public Cells put(long address, long... values) {
        for (int i = 0; i < values.length; i++) {
            words.put(address + 8L * i, values[i]);
        }
        return this;
    }

    public long get(long address) {
        return words.getOrDefault(address, 0L);
    }

    /** Reads at this very address are access errors from now on. */
    public Cells unreadable(long address) {
        unreadable.add(address);
        return this;
    }

    /** Writes to this very address fail from now on. */
    public Cells unwritable(long address) {
        unwritable.add(address);
        return this;
    }

    /** Where the room has written, in order. */
    public List<Long> written() {
        return written;
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return unreadable.contains(at.value()) ? OptionalLong.empty() : OptionalLong.of(get(at.value()));
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return unreadable.contains(at.value()) ? Optional.empty()
                : Optional.of(new Entry128(get(at.value()), get(at.value() + 8)));
    }

    @Override
    public boolean write64(Gpa at, long value) {
        if (unwritable.contains(at.value())) {
            return false;
        }
        words.put(at.value(), value);
        written.add(at.value());
        return true;
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        throw new AssertionError("a walk writes 8 bytes");
    }

    @Override
    public boolean write32(Gpa at, int value) {
        throw new AssertionError("a walk writes 8 bytes");
    }
}
