package iommu.board;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The board's memory: from 0 up, and from 4 GiB on what does not fit below the PCI hole. Zero until it is written.
 * Beyond it there is nothing: reads fail, writes are lost.
 */
final class Ram implements Memory {

    static final int PAGE = 1 << 12;

    private static final long HOLE = 0xB000_0000L;
    private static final long BELOW_A_LARGE_HOLE = 0x8000_0000L;
    private static final long FOUR_GIB = 1L << 32;

    private final long low;
    private final long high;
    private final ByteBuffer[] pages;

    /** @param bytes how much, a multiple of 4 KiB */
    Ram(long bytes) {
        low = bytes < HOLE ? bytes : BELOW_A_LARGE_HOLE;
        high = bytes - low;
        pages = new ByteBuffer[(int) (bytes / PAGE)];
    }

    /** How many bytes from this address on are one piece of memory within one page; 0 if there is none. */
    int roomAt(Gpa at) {
        return pageNumber(at) < 0 ? 0 : PAGE - offset(at);
    }

    /** Copies bytes out. @return whether there is memory for all of them; if not, what there is has been copied */
    boolean read(Gpa at, byte[] into) {
        for (int done = 0; done < into.length; ) {
            int piece = Math.min(roomAt(at.plus(done)), into.length - done);
            if (piece == 0) {
                return false;
            }
            read(at.plus(done), into, done, piece);
            done += piece;
        }
        return true;
    }

    /** Copies bytes within one page out. */
    void read(Gpa at, byte[] into, int start, int length) {
        ByteBuffer page = pages[pageNumber(at)];
        if (page != null) {
            page.get(offset(at), into, start, length);
        }
    }

    /** Copies bytes within one page in. */
    void write(Gpa at, byte[] from, int start, int length) {
        page(at).put(offset(at), from, start, length);
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return holds(at, 8) ? OptionalLong.of(load(at)) : OptionalLong.empty();
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return holds(at, 16) ? Optional.of(new Entry128(load(at), load(at.plus(8)))) : Optional.empty();
    }

    @Override
    public boolean write32(Gpa at, int value) {
        if (!holds(at, 4)) {
            return false;
        }
        page(at).putInt(offset(at), value);
        return true;
    }

    @Override
    public boolean write64(Gpa at, long value) {
        if (!holds(at, 8)) {
            return false;
        }
        page(at).putLong(offset(at), value);
        return true;
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        if (!holds(at, 16)) {
            return false;
        }
        page(at).putLong(offset(at), value.low()).putLong(offset(at) + 8, value.high());
        return true;
    }

    private long load(Gpa at) {
        ByteBuffer page = pages[pageNumber(at)];
        return page == null ? 0 : page.getLong(offset(at));
    }

    private ByteBuffer page(Gpa at) {
        int number = pageNumber(at);
        if (pages[number] == null) {
            pages[number] = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
        }
        return pages[number];
    }

    private boolean holds(Gpa at, int size) {
        return at.offsetIn(size) == 0 && pageNumber(at) >= 0;
    }

    private int pageNumber(Gpa at) {
        long address = at.value();
        if (address >= 0 && address < low) {
            return (int) (address / PAGE);
        }
        return address >= FOUR_GIB && address - FOUR_GIB < high ? (int) ((low + address - FOUR_GIB) / PAGE) : -1;
    }

    private static int offset(Gpa at) {
        return (int) at.offsetIn(PAGE);
    }
}
