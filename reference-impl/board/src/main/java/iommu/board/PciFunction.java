package iommu.board;

import iommu.arch.Gpa;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The configuration space of one PCI function: 256 bytes, with one 32-bit memory BAR or none. */
final class PciFunction {

    private static final int SIZE = 256;
    private static final int COMMAND = 0x04;
    private static final int CLASS_AND_REVISION = 0x08;
    private static final int BAR0 = 0x10;

    private static final int MEMORY_SPACE = 1 << 1;
    private static final int BUS_MASTER = 1 << 2;
    /** Space and master enables, SERR#, interrupt disable. */
    private static final short COMMAND_BITS = 0x0507;

    private final ByteBuffer words = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer writable = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final int barSize;

    /** @param classCode base class, sub-class and interface, 24 bits */
    record Identity(int vendor, int device, int classCode, int revision) {
    }

    /** @param barSize of BAR0 in bytes, a power of two; 0 if there is none */
    PciFunction(Identity identity, int barSize) {
        this.barSize = barSize;
        words.putShort(0, (short) identity.vendor()).putShort(2, (short) identity.device());
        words.putInt(CLASS_AND_REVISION, identity.classCode() << 8 | identity.revision());
        writable.putShort(COMMAND, COMMAND_BITS).putInt(BAR0, -barSize);
    }

    /** Reads 1, 2 or 4 bytes; those past the end are 0. */
    int read(int offset, int size) {
        int value = 0;
        for (int i = 0; i < size && offset + i < SIZE; i++) {
            value |= (words.get(offset + i) & 0xFF) << 8 * i;
        }
        return value;
    }

    /** Writes 1, 2 or 4 bytes; bits that are read-only stay. */
    void write(int offset, int size, int value) {
        for (int i = 0; i < size && offset + i < SIZE; i++) {
            byte mask = writable.get(offset + i);
            words.put(offset + i, (byte) (words.get(offset + i) & ~mask | value >>> 8 * i & mask));
        }
    }

    boolean mastersBus() {
        return (words.getShort(COMMAND) & BUS_MASTER) != 0;
    }

    /** How far behind the start of BAR0 this address lies; empty if BAR0 is off or does not hold it. */
    Optional<Integer> offsetInBar(Gpa at) {
        long base = Integer.toUnsignedLong(words.getInt(BAR0));
        long into = at.value() - base;
        boolean on = (words.getShort(COMMAND) & MEMORY_SPACE) != 0 && base != 0;
        return on && into >= 0 && into < barSize ? Optional.of((int) into) : Optional.empty();
    }

    void reset() {
        words.putShort(COMMAND, (short) 0).putInt(BAR0, 0);
    }
}
