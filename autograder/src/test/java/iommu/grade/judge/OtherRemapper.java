package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.InterruptOutcome.Blocked;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A right remapper that is shaped otherwise than the reference: by words and bits, without a class for anything. */
final class OtherRemapper implements InterruptRemapper {

    /** How it makes use of its freedom. */
    enum Kind {
        /** No cache, entries read in two halves; the required mode is named before the format. */
        FORGETFUL,
        /** One entry, and every call but a request empties it. */
        ONE_ENTRY,
        /** Never forgets of its own accord; with CM=1 absent entries, too. */
        HOARDING
    }

    private final Memory memory;
    private final Capabilities unit;
    private final Kind kind;
    private final Map<Integer, Entry128> cache = new TreeMap<>();
    private InterruptRegisters now = InterruptRegisters.RESET;

    OtherRemapper(Memory memory, Capabilities unit, Kind kind) {
        this.memory = memory;
        this.unit = unit;
        this.kind = kind;
    }

    @Override
    public void program(InterruptRegisters registers) {
        now = registers;
        if (kind != Kind.HOARDING || unit.interrupts().pointerInvalidates()) {
            cache.clear();
        }
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
        cache.keySet().removeIf(i -> all || kind == Kind.ONE_ENTRY || i - i % (1 << mask) == index - index % (1 << mask));
    }

    private static InterruptOutcome no(FaultReason reason, int index, boolean silent) {
        return new Blocked(new Fault(reason, 0, 0, silent), index);
    }

    private static long bits(long word, int high, int low) {
        return word << 63 - high >>> 63 - high + low;
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        if (!now.enabled()) {
            return unit.interrupts().remappingRequired() ? no(FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0xBAD, false)
                    : new InterruptOutcome.Unchanged();
        }
        boolean old = bits(address.value(), 4, 4) == 0;
        if (old && (now.extendedMode() || !now.compatibility())) {
            return no(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0, false);
        }
        if (unit.interrupts().extendedModeRequired() && !now.extendedMode()) {
            return no(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0, false);
        }
        if (old) {
            return new InterruptOutcome.Unchanged();
        }
        boolean sub = bits(address.value(), 3, 3) == 1;
        if (sub && (data & 0xFFFF_0000) != 0) {
            return no(FaultReason.INTERRUPT_FORMAT_RESERVED, 7, true);
        }
        long index = bits(address.value(), 19, 5) + (bits(address.value(), 2, 2) << 15) + (sub ? data & 0xFFFF : 0);
        return index >= now.entries() ? no(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, (int) index & 0xFFFF, false)
                : through(source, (int) index);
    }

    private Entry128 read(int index) {
        Gpa at = now.table().plus(16L * index);
        if (kind != Kind.FORGETFUL) {
            return memory.read128(at).orElse(null);
        }
        OptionalLong low = memory.read64(at);
        OptionalLong high = memory.read64(at.plus(8));
        return low.isEmpty() || high.isEmpty() ? null : new Entry128(low.getAsLong(), high.getAsLong());
    }

    private InterruptOutcome through(SourceId source, int index) {
        Entry128 entry = cache.containsKey(index) ? cache.get(index) : read(index);
        if (entry == null) {
            return no(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, index, false);
        }
        InterruptOutcome outcome = judged(entry.low(), entry.high(), source, index);
        if (kind == Kind.ONE_ENTRY) {
            cache.clear();
        }
        if (kind != Kind.FORGETFUL && (unit.cachingMode() && kind == Kind.HOARDING || !(outcome instanceof Blocked))) {
            cache.put(index, entry);
        }
        return outcome;
    }

    private InterruptOutcome judged(long low, long high, SourceId source, int index) {
        boolean silent = bits(low, 1, 1) == 1;
        if (bits(low, 0, 0) == 0) {
            return no(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, index, silent);
        }
        boolean posted = bits(low, 15, 15) == 1;
        long unused = posted ? bits(low, 7, 2) | bits(low, 13, 12) | bits(low, 37, 24) | bits(high, 31, 20)
                | bits(high, 63, 32) << 32 >>> unit.hostAddressWidth() | (unit.interrupts().posting() ? 0 : 1)
                : bits(low, 14, 12) | bits(low, 31, 24) | bits(high, 63, 20) | (now.extendedMode() ? 0 : bits(low, 39, 32) | bits(low, 63, 48));
        int svt = (int) bits(high, 19, 18);
        if (unused != 0 || svt == 3) {
            return no(FaultReason.INTERRUPT_ENTRY_RESERVED, index, silent);
        }
        int[] shifts = {0, 1, 2, 3};
        int sid = (int) bits(high, 15, 0);
        int skipped = shifts[(int) bits(high, 17, 16)];
        int differs = sid ^ source.value();
        boolean stranger = svt == 1 && (differs >>> 3 != 0 || (differs & (1 << 3 - skipped) - 1) != 0)
                || svt == 2 && (source.bus() < sid / 256 || source.bus() > sid % 256);
        if (stranger) {
            return no(FaultReason.INTERRUPT_SOURCE_INVALID, index, silent);
        }
        return posted ? post(low, high, index, silent) : new InterruptOutcome.Interrupt((int) (now.extendedMode() ? bits(low, 63, 32)
                : bits(low, 47, 40)), bits(low, 2, 2) == 1, bits(low, 3, 3) == 1, (int) bits(low, 23, 16), (int) bits(low, 7, 5),
                bits(low, 4, 4) == 1 && bits(low, 7, 5) < 2);
    }

    private InterruptOutcome post(long low, long high, int index, boolean silent) {
        Gpa at = new Gpa(bits(high, 63, 32) << 32 | bits(low, 63, 38) << 6);
        long[] words = new long[8];
        for (int i = 0; i < 8; i++) {
            OptionalLong word = memory.read64(at.plus(8L * i));
            if (word.isEmpty()) {
                return no(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, index, silent);
            }
            words[i] = word.getAsLong();
        }
        long control = words[4];
        long narrow = now.extendedMode() ? 0 : bits(control, 39, 32) | bits(control, 63, 48);
        if ((bits(control, 15, 2) | bits(control, 31, 24) | narrow | words[5] | words[6] | words[7]) != 0) {
            return no(FaultReason.POSTED_DESCRIPTOR_RESERVED, index, silent);
        }
        boolean notifies = bits(control, 0, 0) == 0 && (bits(low, 14, 14) == 1 || bits(control, 1, 1) == 0);
        int vector = (int) bits(low, 23, 16);
        words[vector >> 6] |= 1L << vector;
        words[4] |= notifies ? 1 : 0;
        for (int i = 0; i < 5; i++) {
            if (!memory.write64(at.plus(8L * i), words[i])) {
                return no(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, index, silent);
            }
        }
        return new InterruptOutcome.Posted(at, notifies, (int) (now.extendedMode() ? bits(control, 63, 32) : bits(control, 47, 40)),
                (int) bits(control, 23, 16));
    }
}
