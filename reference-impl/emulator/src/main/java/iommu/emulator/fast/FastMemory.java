package iommu.emulator.fast;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Memory below the host address width as the unit sees it, like {@code machine.SparseMemory}, in the shape of
 * {@link Ram}. Any number of threads may read and write; 16 bytes are read and written as one.
 */
public final class FastMemory implements Memory, WordSource {

    private static final int PAGE_BITS = 12;

    private final Ram ram;
    private final Map<Long, Reads> refusals = new ConcurrentHashMap<>();
    private volatile boolean restricted;

    /**
     * @param addressWidth HAW, in bits
     * @param ramBytes     how much of it, from 0, is one array: a multiple of 4 KiB, 0 to 16 GiB
     */
    public FastMemory(int addressWidth, long ramBytes) {
        this.ram = new Ram(addressWidth, ramBytes);
    }

    /** The memory as the guest's processor sees it: it may store and load everywhere below the width. */
    public Memory guest() {
        return ram;
    }

    /** From now on the unit's accesses to this 4 KiB page succeed or fail as given. */
    public void readable(Gpa page, Reads reads) {
        refusals.put(page.value() >>> PAGE_BITS, reads);
        restricted = true;
    }

    @Override
    public long word(long at) {
        return restricted && fails(at) ? UNREADABLE : ram.word(at);
    }

    @Override
    public boolean fails(long at) {
        return ram.fails(at) || !reads(at).allowsWords();
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return fails(at.value()) ? OptionalLong.empty() : ram.read64(at);
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return reads(at.value()) == Reads.NONE ? Optional.empty() : ram.read128(at);
    }

    @Override
    public boolean write32(Gpa at, int value) {
        return reads(at.value()) != Reads.READ_ONLY && ram.write32(at, value);
    }

    @Override
    public boolean write64(Gpa at, long value) {
        return reads(at.value()) != Reads.READ_ONLY && ram.write64(at, value);
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        return reads(at.value()) != Reads.READ_ONLY && ram.write128(at, value);
    }

    private Reads reads(long at) {
        return restricted ? refusals.getOrDefault(at >>> PAGE_BITS, Reads.ALL) : Reads.ALL;
    }
}
