package iommu.probe;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The memory of one case: sparse, zero where nothing was stored, and absent at and above the host address width.
 *
 * <p>It makes no difference between coherent and incoherent walks: a room sees every store.
 */
public final class CaseMemory implements TableMemory {

    private static final int PAGE_BITS = 12;
    private static final int WORDS = 512;

    private final int hostAddressWidth;
    private final Map<Long, long[]> pages = new HashMap<>();
    private final Map<Long, Reads> readable = new HashMap<>();

    /** @param hostAddressWidth HAW, in bits */
    public CaseMemory(int hostAddressWidth) {
        this.hostAddressWidth = hostAddressWidth;
    }

    /** Carries out a store; where there is no memory it is lost. */
    public void store(Stimulus.Store64 store) {
        requireAligned(store.at(), 8);
        put(store.at().value(), store.value());
    }

    /** Carries out a store of 16 bytes; where there is no memory it is lost. */
    public void store(Stimulus.Store128 store) {
        requireAligned(store.at(), 16);
        put(store.at().value(), store.value().low());
        put(store.at().value() + 8, store.value().high());
    }

    /** Carries out a store of 4 bytes at a multiple of 4; where there is no memory it is lost. */
    public void store32(Gpa at, int value) {
        requireAligned(at, 4);
        int shift = (int) at.offsetIn(8) * 8;
        long word = at.value() - at.offsetIn(8);
        put(word, word(word) & ~(0xFFFF_FFFFL << shift) | (value & 0xFFFF_FFFFL) << shift);
    }

    /** From now on reads of the page succeed or fail as given. */
    public void restrict(Stimulus.Readable change) {
        readable.put(change.page().value() >>> PAGE_BITS, change.reads());
    }

    /** {@inheritDoc} @throws IllegalArgumentException if the address is no multiple of 8 */
    @Override
    public OptionalLong read64(Gpa at) {
        requireAligned(at, 8);
        return reads(at).allowsWords() ? OptionalLong.of(word(at.value())) : OptionalLong.empty();
    }

    /** {@inheritDoc} @throws IllegalArgumentException if the address is no multiple of 16 */
    @Override
    public Optional<Entry128> read128(Gpa at) {
        requireAligned(at, 16);
        return reads(at) == Reads.NONE ? Optional.empty()
                : Optional.of(new Entry128(word(at.value()), word(at.value() + 8)));
    }

    private Reads reads(Gpa at) {
        return exists(at.value()) ? readable.getOrDefault(at.value() >>> PAGE_BITS, Reads.ALL) : Reads.NONE;
    }

    private boolean exists(long address) {
        return address >>> hostAddressWidth == 0;
    }

    private long word(long address) {
        long[] page = pages.get(address >>> PAGE_BITS);
        return page == null ? 0 : page[index(address)];
    }

    private void put(long address, long value) {
        if (exists(address)) {
            pages.computeIfAbsent(address >>> PAGE_BITS, p -> new long[WORDS])[index(address)] = value;
        }
    }

    private static int index(long address) {
        return (int) (address >>> 3) & (WORDS - 1);
    }

    private static void requireAligned(Gpa at, int size) {
        if (at.offsetIn(size) != 0) {
            throw new IllegalArgumentException("an access of " + size + " bytes at " + at + ", which is no multiple of " + size);
        }
    }
}
