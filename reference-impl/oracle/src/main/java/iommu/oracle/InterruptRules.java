package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.InterruptOutcome.Blocked;
import iommu.arch.InterruptOutcome.Interrupt;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What an interrupt request and an interrupt-remapping entry may be taken for (§5.1, §5.2.3, §9.9-9.11). Of a posted
 * interrupt only the entry is judged here: {@link Posting} says where it goes.
 */
final class InterruptRules {

    /** Where a posted interrupt goes. @param urgent URG */
    record Posting(Gpa descriptor, int vector, boolean urgent) {
    }

    /**
     * What a request means before any entry is read.
     *
     * @param ends  how it may end already; empty if an entry is needed
     * @param index of that entry
     */
    record Request(Set<InterruptOutcome> ends, OptionalInt index) {
    }

    private static final long LOW_RESERVED = 7L << 12 | 0xFFL << 24;
    private static final long POSTED_LOW_RESERVED = 0x3FL << 2 | 3L << 12 | 0x3FFFL << 24;
    private static final long HIGH_RESERVED = -1L << 20;
    private static final long POSTED_HIGH_RESERVED = 0xFFFL << 20;
    /** Of a destination in xAPIC mode: all but bits 47:40. */
    private static final long NARROW_DESTINATION = 0xFFFF_00FFL << 32;

    private final Capabilities unit;

    InterruptRules(Capabilities unit) {
        this.unit = unit;
    }

    /** §5.1.4, steps that need no entry. @param data 32 bits */
    Request request(InterruptRegisters registers, Iova address, int data) {
        if (!registers.enabled()) {
            return ends(unit.interrupts().remappingRequired() ? blocked(FaultReason.INTERRUPT_REMAPPING_REQUIRED)
                    : new InterruptOutcome.Unchanged());
        }
        if (unit.interrupts().extendedModeRequired() && !registers.extendedMode()) {
            return ends(blocked(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED));
        }
        if ((address.value() & 1 << 4) == 0) { // compatibility format
            return ends(registers.extendedMode() || !registers.compatibility()
                    ? blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED)
                    : new InterruptOutcome.Unchanged());
        }
        boolean subhandle = (address.value() & 1 << 3) != 0;
        if (subhandle && data >>> 16 != 0) {
            return ends(blocked(FaultReason.INTERRUPT_FORMAT_RESERVED)); // §5.1.2.2: without SHV the data don't count
        }
        int handle = (int) (address.value() >>> 5 & 0x7FFF | (address.value() >>> 2 & 1) << 15);
        int index = subhandle ? handle + (data & 0xFFFF) : handle;
        Set<InterruptOutcome> ends = new LinkedHashSet<>();
        if (index >= registers.entries() || entryAt(registers, index).value() >>> unit.hostAddressWidth() != 0) {
            // Freedom: a sum beyond 16 bits may be cut to them first, and which index is reported is not said.
            ends.add(new Blocked(Fault.of(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE), index & 0xFFFF));
            boolean wraps = index > 0xFFFF && (index & 0xFFFF) < registers.entries();
            return new Request(ends, wraps ? OptionalInt.of(index & 0xFFFF) : OptionalInt.empty());
        }
        return new Request(ends, OptionalInt.of(index));
    }

    static Gpa entryAt(InterruptRegisters registers, int index) {
        return registers.table().plus(index * 16L); // §5.1.3
    }

    /** Whether the entry raises no fault by itself. */
    boolean sound(Entry128 entry, boolean extendedMode) {
        return (entry.low() & 1) != 0 && !reserved(entry, extendedMode);
    }

    /** How a request through this entry may end, unless it is posted. */
    Set<InterruptOutcome> results(Entry128 entry, int index, SourceId source, boolean extendedMode) {
        boolean silent = (entry.low() & 2) != 0; // §9.9: FPD counts even if P=0
        if ((entry.low() & 1) == 0) {
            return Set.of(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, index, silent));
        }
        Set<InterruptOutcome> results = new LinkedHashSet<>();
        // Freedom: source validation and reserved fields have no order (§5.1.4).
        if (!validSource(entry, source)) {
            results.add(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, index, silent));
        }
        if (reserved(entry, extendedMode)) {
            results.add(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, index, silent));
        } else if (results.isEmpty() && !posted(entry)) {
            int mode = (int) (entry.low() >>> 5) & 7;
            if (mode == 3 || mode == 6) {
                // Freedom: delivery modes that are not assigned may count as reserved.
                results.add(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, index, silent));
            }
            results.add(interrupt(entry, mode, extendedMode));
        }
        return results;
    }

    /** Where the request goes if the entry posts it. */
    Optional<Posting> posting(Entry128 entry, SourceId source, boolean extendedMode) {
        return !sound(entry, extendedMode) || !posted(entry) || !validSource(entry, source) ? Optional.empty()
                : Optional.of(new Posting(new Gpa(entry.high() & -1L << 32 | entry.low() >>> 32 & 0xFFFF_FFC0L),
                        (int) (entry.low() >>> 16) & 0xFF, (entry.low() >>> 14 & 1) != 0)); // §9.10: PDAL 63:38, PDAH 127:96
    }

    private boolean posted(Entry128 entry) {
        return unit.interrupts().posting() && (entry.low() >>> 15 & 1) != 0;
    }

    private static Interrupt interrupt(Entry128 entry, int mode, boolean extendedMode) {
        long low = entry.low();
        int destination = extendedMode ? (int) (low >>> 32) : (int) (low >>> 40) & 0xFF;
        return new Interrupt(destination, (low >>> 2 & 1) != 0, (low >>> 3 & 1) != 0, (int) (low >>> 16) & 0xFF, mode,
                (low >>> 4 & 1) != 0);
    }

    private boolean reserved(Entry128 entry, boolean extendedMode) {
        if (posted(entry)) {
            return (entry.low() & POSTED_LOW_RESERVED) != 0 || (entry.high() & POSTED_HIGH_RESERVED) != 0
                    || validation(entry) == 3;
        }
        long mask = LOW_RESERVED | (extendedMode ? 0 : NARROW_DESTINATION)
                | (unit.interrupts().posting() ? 0 : 3L << 14); // URG, IM
        return (entry.low() & mask) != 0 || (entry.high() & HIGH_RESERVED) != 0 || validation(entry) == 3;
    }

    private static int validation(Entry128 entry) {
        return (int) (entry.high() >>> 18) & 3;
    }

    /** §9.9: SVT, SQ and SID. */
    private static boolean validSource(Entry128 entry, SourceId source) {
        int sid = (int) entry.high() & 0xFFFF;
        return switch (validation(entry)) {
            case 1 -> {
                int ignored = switch ((int) (entry.high() >>> 16) & 3) {
                    case 1 -> 0b100;
                    case 2 -> 0b110;
                    case 3 -> 0b111;
                    default -> 0;
                };
                yield (sid & ~ignored) == (source.value() & ~ignored);
            }
            case 2 -> source.bus() >= sid >>> 8 && source.bus() <= (sid & 0xFF);
            default -> true;
        };
    }

    private static Request ends(InterruptOutcome result) {
        return new Request(Set.of(result), OptionalInt.empty());
    }

    private static Blocked blocked(FaultReason reason) {
        return new Blocked(Fault.of(reason), 0);
    }

    private static Blocked blocked(FaultReason reason, int index, boolean silent) {
        return new Blocked(Fault.of(reason).withSilent(silent), index);
    }
}
