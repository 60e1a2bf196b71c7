package iommu.emulator.register;

import iommu.arch.Capabilities;
import iommu.arch.register.Register;
import java.util.Arrays;

/**
 * The memory type range registers of a unit with ECAP.MTS (§11.4.12): kept, and without effect, because here every
 * access is to write-back memory. Fixed ranges, ten variable ranges and write combining are offered.
 */
final class MemoryTypeRegisters {

    private static final int CAPABILITY = 0x100;
    private static final int DEFAULT_TYPE = 0x108;
    private static final int FIXED_FIRST = 0x120;
    private static final int FIXED_LAST = 0x170;
    private static final int VARIABLE_FIRST = 0x180;
    private static final long OFFERED = 0x50A; // §11.4.12.1: WC, FIX, VCNT 10

    private final boolean offered;
    private final long frames;
    private final long[] words = new long[(Register.MTRR_LAST - Register.MTRR_FIRST) / 8 + 1];

    MemoryTypeRegisters(Capabilities unit) {
        offered = unit.scalable().memoryTypes();
        frames = (1L << unit.hostAddressWidth()) - 1 & ~0xFFFL;
        reset();
    }

    final void reset() {
        Arrays.fill(words, 0);
        words[0] = offered ? OFFERED : 0;
    }

    boolean holds(int offset) {
        return offset >= Register.MTRR_FIRST && offset < Register.MTRR_LAST + 8;
    }

    long readHalf(int offset) {
        return words[index(offset)] >>> 8 * (offset & 4) & 0xFFFF_FFFFL;
    }

    void writeHalf(int offset, long value) {
        int shift = 8 * (offset & 4);
        long changed = offered ? writable(offset & ~7) & 0xFFFF_FFFFL << shift : 0;
        words[index(offset)] = words[index(offset)] & ~changed | value << shift & changed;
    }

    private static int index(int offset) {
        return (offset - Register.MTRR_FIRST) / 8;
    }

    private long writable(int offset) {
        if (offset == CAPABILITY) {
            return 0;
        }
        if (offset == DEFAULT_TYPE) {
            return 0xCFF; // §11.4.12.2: E, FE, TYPE
        }
        if (offset >= FIXED_FIRST && offset <= FIXED_LAST) {
            return -1; // §11.4.12.3: eight types of 8 bits
        }
        if (offset >= VARIABLE_FIRST) {
            boolean base = offset % 16 == 0;
            return frames | (base ? 0xFF : 0x800); // §11.4.12.4: TYPE, or V
        }
        return 0;
    }
}
