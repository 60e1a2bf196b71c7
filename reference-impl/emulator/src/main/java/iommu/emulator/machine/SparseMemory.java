package iommu.emulator.machine;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory below the host address width, as the unit sees it: zero where nothing was stored, page by page readable or not.
 *
 * <p>An access above the width, off its alignment, or one that its page refuses, is an access error. {@link #guest} is
 * the same memory as the guest's processor sees it, which is refused nothing.
 */
public final class SparseMemory implements Memory {

    private static final int PAGE_BITS = 12;

    private final int addressWidth;
    private final Map<Long, long[]> pages = new HashMap<>();
    private final Map<Long, Reads> readable = new HashMap<>();
    private final Memory guest = new GuestView();

    /** @param addressWidth HAW, in bits */
    public SparseMemory(int addressWidth) {
        this.addressWidth = addressWidth;
    }

    /** The memory as the guest's processor sees it: it may store and load everywhere below the width. */
    public Memory guest() {
        return guest;
    }

    /** From now on the unit's accesses to this 4 KiB page succeed or fail as given. */
    public void readable(Gpa page, Reads reads) {
        readable.put(number(page), reads);
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return exists(at, 8) && reads(at).allowsWords() ? OptionalLong.of(load(at)) : OptionalLong.empty();
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return exists(at, 16) && reads(at) != Reads.NONE
                ? Optional.of(new Entry128(load(at), load(at.plus(8))))
                : Optional.empty();
    }

    @Override
    public boolean write32(Gpa at, int value) {
        return reads(at) != Reads.READ_ONLY && guest.write32(at, value);
    }

    @Override
    public boolean write64(Gpa at, long value) {
        return reads(at) != Reads.READ_ONLY && guest.write64(at, value);
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        return reads(at) != Reads.READ_ONLY && guest.write128(at, value);
    }

    private boolean exists(Gpa at, int size) {
        return at.value() >>> addressWidth == 0 && at.offsetIn(size) == 0;
    }

    private Reads reads(Gpa at) {
        return readable.getOrDefault(number(at), Reads.ALL);
    }

    private long load(Gpa at) {
        long[] page = pages.get(number(at));
        return page == null ? 0 : page[word(at)];
    }

    private void store(Gpa at, long value) {
        pages.computeIfAbsent(number(at), none -> new long[512])[word(at)] = value;
    }

    private static long number(Gpa at) {
        return at.value() >>> PAGE_BITS;
    }

    private static int word(Gpa at) {
        return (int) at.offsetIn(1L << PAGE_BITS) / 8;
    }

    /** Every access that the width and the alignment allow. */
    private final class GuestView implements Memory {

        @Override
        public OptionalLong read64(Gpa at) {
            return exists(at, 8) ? OptionalLong.of(load(at)) : OptionalLong.empty();
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            return exists(at, 16) ? Optional.of(new Entry128(load(at), load(at.plus(8)))) : Optional.empty();
        }

        @Override
        public boolean write32(Gpa at, int value) {
            if (!exists(at, 4)) {
                return false;
            }
            Gpa word = at.alignedTo(8);
            int shift = 8 * (int) at.offsetIn(8);
            long kept = load(word) & ~(0xFFFF_FFFFL << shift);
            store(word, kept | Integer.toUnsignedLong(value) << shift);
            return true;
        }

        @Override
        public boolean write64(Gpa at, long value) {
            if (!exists(at, 8)) {
                return false;
            }
            store(at, value);
            return true;
        }

        @Override
        public boolean write128(Gpa at, Entry128 value) {
            if (!exists(at, 16)) {
                return false;
            }
            store(at, value.low());
            store(at.plus(8), value.high());
            return true;
        }
    }
}
