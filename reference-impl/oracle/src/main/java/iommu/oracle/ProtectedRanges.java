package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import java.util.Map;
import java.util.Set;

/**
 * The memory that DMA may not reach while PMEN.EPM is set (§11.4.8). Enabling and disabling take effect at some moment
 * before software sees it in PMEN; until then either may hold.
 *
 * <p>Freedom protected-granularity: a unit may decode any number of low bits of a base as 0 and of a limit as 1, so only
 * what lies between the two as they were written is protected for sure.
 */
final class ProtectedRanges {

    /** What becomes of an access. */
    enum Access {
        FREE, EITHER, BARRED;

        /**
         * What is left of an outcome (§11.4.8.1). What is blocked by protected memory is no fault, so any reason will do,
         * and none is recorded.
         *
         * @param surely whether it is the request's own address: freedom protected-translated, up to VER.MAX 1 what goes
         *               through tables may reach protected memory
         */
        void leave(DmaOutcome outcome, boolean surely, Set<DmaOutcome> into) {
            if (this != BARRED || !surely) {
                into.add(outcome);
            }
            if (this != FREE) {
                for (FaultReason any : FaultReason.values()) {
                    into.add(new DmaOutcome.Blocked(any, true));
                }
            }
        }
    }

    static final int PMEN = 0x64;
    private static final int LOW_BASE = 0x68;
    private static final int LOW_LIMIT = 0x6C;
    private static final int HIGH_BASE = 0x70;
    private static final int HIGH_LIMIT = 0x78;

    private final Capabilities unit;
    private boolean enabled;
    private boolean settled = true;
    /** §11.4.8.2: bases and limits must not change meanwhile; if they do, nothing is sure. */
    private boolean moved;

    ProtectedRanges(Capabilities unit) {
        this.unit = unit;
    }

    ProtectedRanges copy() {
        ProtectedRanges copy = new ProtectedRanges(unit);
        copy.enabled = enabled;
        copy.settled = settled;
        copy.moved = moved;
        return copy;
    }

    private boolean offered() {
        return unit.platform().protectedLow() || unit.platform().protectedHigh();
    }

    private boolean off() {
        return settled && !enabled;
    }

    /** Four bytes of a register are written. */
    void written(int offset, int before, int value) {
        if (offset == PMEN && offered()) {
            settled &= value < 0 == enabled;
            enabled = value < 0;
        } else if (offset >= LOW_BASE && offset < HIGH_LIMIT + 8 && before != value) {
            moved |= !off();
        }
    }

    /** Software has read PMEN: taken as having waited until PRS says what EPM asked for. */
    void polled() {
        settled = true;
        moved &= enabled;
    }

    /** @param dwords what software wrote to the registers, by offset */
    Access of(long address, Map<Integer, Integer> dwords) {
        boolean low = unit.platform().protectedLow() && address >>> 32 == 0; // §11.4.8.2: it lies below 4 GiB
        if (off() || !low && !unit.platform().protectedHigh()) {
            return Access.FREE;
        }
        boolean within = low && within(address, dword(dwords, LOW_BASE), dword(dwords, LOW_LIMIT))
                || unit.platform().protectedHigh() && within(address, qword(dwords, HIGH_BASE), qword(dwords, HIGH_LIMIT));
        return within && enabled && settled && !moved ? Access.BARRED : Access.EITHER;
    }

    private boolean within(long address, long base, long limit) {
        boolean plain = (base | limit) >>> unit.hostAddressWidth() == 0; // §11.4.8.4: bits above HAW may not be there
        return plain && base <= address && address <= limit;
    }

    private static long dword(Map<Integer, Integer> dwords, int offset) {
        return dwords.getOrDefault(offset, 0) & 0xFFFF_FFFFL;
    }

    private static long qword(Map<Integer, Integer> dwords, int offset) {
        return dword(dwords, offset) | dword(dwords, offset + 4) << 32;
    }
}
