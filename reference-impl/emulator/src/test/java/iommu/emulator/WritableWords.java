package iommu.emulator;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@link Words} that a room can write to, but where a test forbids it. */
public final class WritableWords implements Memory {

    private final Words words = new Words();
    private final Set<Long> unwritable = new HashSet<>();

    public WritableWords put(long address, long word) {
        words.put(address, word);
        return this;
    }

    public WritableWords put(long address, long low, long high) {
        words.put(address, low, high);
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

    /** The word at this address. */
    public long get(long address) {
        return words.read128(new Gpa(address & -16)).map(e -> address % 16 == 0 ? e.low() : e.high()).orElseThrow();
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
        return true;
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        if (unwritable.contains(at.value())) {
            return false;
        }
        words.put(at.value(), value.low(), value.high());
        return true;
    }

    @Override
    public boolean write32(Gpa at, int value) {
        throw new UnsupportedOperationException("no room stores 4 bytes");
    }
}
