package iommu.emulator;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@link Words} that a room can write to, but where a test forbids it. */
public final class WritableWords implements Memory {

    private final Words words = new Words();
    private final Set<Long> unwritable = new HashSet<>();
    private final List<Long> written = new ArrayList<>();

    /** Words one after the other, from this address on. */
    public WritableWords put(long address, long... values) {
        for (int i = 0; i < values.length; i++) {
            words.put(address + 8L * i, values[i]);
        }
        return this;
    }

    /** Reads at this very address are access errors from now on. */
    public WritableWords unreadable(long address) {
        words.unreadable(address);
        return this;
    }

    /** Reads of 8 bytes are access errors from now on. */
    public WritableWords wholeEntriesOnly() {
        words.wholeEntriesOnly();
        return this;
    }

    /** Stores at this very address fail from now on. */
    public WritableWords unwritable(long address) {
        unwritable.add(address);
        return this;
    }

    /** The word at this address, whether a room may read it or not. */
    public long get(long address) {
        return words.get(address);
    }

    /** Where the room has stored, in order. */
    public List<Long> written() {
        return written;
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return words.read64(at);
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return words.read128(at);
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
        if (unwritable.contains(at.value())) {
            return false;
        }
        words.put(at.value(), value.low(), value.high());
        written.add(at.value());
        return true;
    }

    @Override
    public boolean write32(Gpa at, int value) {
        throw new AssertionError("a walk stores whole entries, not 4 bytes: " + at);
    }
}
