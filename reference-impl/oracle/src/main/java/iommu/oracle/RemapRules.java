package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What becomes of an interrupt request, by the text of §5.1.4, Table 15 and §5.2.3. */
final class RemapRules {

    /** Normalisation interrupt-index: where none is worked out the index counts no more than FI does (§11.4.7.6). */
    private static final Set<FaultReason> WITHOUT_INDEX = EnumSet.of(FaultReason.INTERRUPT_FORMAT_RESERVED,
            FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED,
            FaultReason.INTERRUPT_REMAPPING_REQUIRED);

    /** An entry that the request may name. */
    record Target(int index) {
    }

    /** An outcome, with the words of memory that it changes. */
    record Allowed(InterruptOutcome outcome, Map<Gpa, Long> changed) {
        boolean permits(RoomAnswer.Remapped answer) {
            return canonical(answer.result()).equals(canonical(outcome)) && answer.changed().equals(changed);
        }
    }

    private final Capabilities unit;
    private final TableWords memory;
    private final Map<Gpa, Reads> pages = new HashMap<>();

    RemapRules(Capabilities unit, TableWords memory) {
        this.unit = unit;
        this.memory = memory;
    }

    void readable(Gpa page, Reads reads) {
        pages.put(page.alignedTo(4096), reads);
    }

    /** Normalisation outcome: a posted interrupt that notifies nobody has no destination; a fault is its reason and its FPD. */
    private static InterruptOutcome canonical(InterruptOutcome outcome) {
        return switch (outcome) {
            case InterruptOutcome.Posted(Gpa at, boolean notifies, int destination, int vector) when !notifies ->
                new InterruptOutcome.Posted(at, false, 0, 0);
            case InterruptOutcome.Blocked(var fault, int index) -> new InterruptOutcome.Blocked(
                    Fault.of(fault.reason()).withSilent(fault.suppressed()), WITHOUT_INDEX.contains(fault.reason()) ? 0 : index);
            default -> outcome;
        };
    }

    /** What is decided before any entry is read goes into {@code allowed}. @return the entries that may be meant */
    List<Target> targets(InterruptRegisters registers, Iova address, int data, Set<Allowed> allowed) {
        boolean remappable = (address.value() & 1 << 4) != 0;
        if (!registers.enabled()) {
            if (unit.interrupts().remappingRequired()) {
                block(FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0, false, allowed);
            } else {
                unchanged(allowed);
            }
            return List.of();
        }
        boolean required = unit.interrupts().extendedModeRequired() && !registers.extendedMode();
        if (required) {
            block(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0, false, allowed);
        }
        if (!remappable && (registers.extendedMode() || !registers.compatibility())) {
            block(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0, false, allowed); // Freedom: 25h and 2Ah have no order
        } else if (!remappable && !required) {
            unchanged(allowed);
        }
        if (!remappable || required) {
            return List.of();
        }
        int handle = (int) (address.value() >>> 5) & 0x7FFF | ((int) address.value() & 4) << 13;
        boolean subhandle = (address.value() & 1 << 3) != 0;
        if (subhandle && data >>> 16 != 0) {
            block(FaultReason.INTERRUPT_FORMAT_RESERVED, 0, false, allowed);
            return List.of();
        }
        int index = handle + (subhandle ? data & 0xFFFF : 0);
        // Freedom wide-index: a sum of 17 bits is beyond every table, or wraps.
        List<Target> targets = index >>> 16 == 0 ? List.of(new Target(index)) : List.of(new Target(index), new Target(index & 0xFFFF));
        for (Target target : targets) {
            if (target.index() >= registers.entries() || aboveHost(registers, target.index())) {
                block(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, target.index() & 0xFFFF, false, allowed);
            }
        }
        return targets;
    }

    boolean aboveHost(InterruptRegisters registers, int index) {
        return registers.table().plus(index * 16L).value() >>> unit.hostAddressWidth() != 0;
    }

    /** Whether an entry raises no fault by itself, whoever the requester is. */
    boolean sound(Entry128 entry, boolean extended) {
        return bit(entry.low(), 0) && !reserved(entry, extended);
    }

    /** @param bits empty on an access error @param extended EIME */
    void judge(Optional<Entry128> bits, int index, SourceId source, boolean extended, Set<Allowed> allowed) {
        if (bits.isEmpty()) {
            block(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, index, false, allowed);
            return;
        }
        Entry128 entry = bits.get();
        boolean silent = bit(entry.low(), 1); // §9.9: FPD counts even if P=0
        if (!bit(entry.low(), 0)) {
            block(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, index, silent, allowed);
            return;
        }
        boolean reserved = reserved(entry, extended);
        boolean stranger = !verified(entry, source);
        if (stranger) { // Freedom interrupt-fault-order: 24h and 26h have no order
            block(FaultReason.INTERRUPT_SOURCE_INVALID, index, silent, allowed);
        }
        if (reserved) {
            block(FaultReason.INTERRUPT_ENTRY_RESERVED, index, silent, allowed);
        }
        if (!stranger && !reserved) {
            if (bit(entry.low(), 15)) {
                post(entry, index, silent, extended, allowed);
            } else {
                deliver(entry, index, silent, extended, allowed);
            }
        }
    }

    private boolean reserved(Entry128 entry, boolean extended) {
        boolean posted = bit(entry.low(), 15);
        if ((entry.high() >>> 18 & 3) == 3) {
            return true; // SVT
        }
        if (posted) {
            long aboveHost = entry.high() >>> 32 << 32 & -1L << unit.hostAddressWidth();
            return !unit.interrupts().posting() || (entry.low() & 0x0000_003F_FF00_30FCL) != 0
                    || (entry.high() & 0xFFF0_0000L) != 0 || aboveHost != 0;
        }
        long destination = extended ? 0 : 0xFFFF_00FFL << 32;
        return (entry.low() & (0xFF00_7000L | destination)) != 0 || (entry.high() & 0xFFFF_FFFF_FFF0_0000L) != 0;
    }

    private static boolean verified(Entry128 entry, SourceId source) {
        int sid = (int) entry.high() & 0xFFFF;
        return switch ((int) (entry.high() >>> 18) & 3) {
            case 1 -> {
                int[] ignored = {0, 4, 6, 7};
                yield ((sid ^ source.value()) & ~ignored[(int) (entry.high() >>> 16) & 3]) == 0;
            }
            case 2 -> source.bus() >= sid >>> 8 && source.bus() <= (sid & 0xFF);
            default -> true;
        };
    }

    private static void deliver(Entry128 entry, int index, boolean silent, boolean extended, Set<Allowed> allowed) {
        long low = entry.low();
        int mode = (int) (low >>> 5) & 7;
        int destination = extended ? (int) (low >>> 32) : (int) (low >>> 40) & 0xFF;
        int vector = (int) (low >>> 16) & 0xFF;
        allowed.add(new Allowed(new InterruptOutcome.Interrupt(destination, bit(low, 2), bit(low, 3), vector, mode, bit(low, 4)), Map.of()));
        if (mode > 1) { // Freedom delivery-mode: these are edge triggered whatever TM says
            allowed.add(new Allowed(new InterruptOutcome.Interrupt(destination, bit(low, 2), bit(low, 3), vector, mode, false), Map.of()));
        }
        if (mode == 3 || mode == 6) { // Freedom delivery-mode: encodings that § does not list
            block(FaultReason.INTERRUPT_ENTRY_RESERVED, index, silent, allowed);
        }
    }

    /** §5.2.3. */
    private void post(Entry128 entry, int index, boolean silent, boolean extended, Set<Allowed> allowed) {
        Gpa at = new Gpa(entry.high() >>> 32 << 32 | entry.low() >>> 32 & 0xFFFF_FFC0L);
        if (pages.getOrDefault(at.alignedTo(4096), Reads.ALL) != Reads.ALL) {
            block(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, index, silent, allowed);
            return;
        }
        long control = memory.stored(at.plus(32));
        long rest = memory.stored(at.plus(40)) | memory.stored(at.plus(48)) | memory.stored(at.plus(56));
        long mask = 0x0000_0000_FF00_FFFCL | (extended ? 0 : 0xFFFF_00FFL << 32);
        if ((control & mask) != 0 || rest != 0) {
            block(FaultReason.POSTED_DESCRIPTOR_RESERVED, index, silent, allowed);
            return;
        }
        int vector = (int) (entry.low() >>> 16) & 0xFF;
        boolean notifies = !bit(control, 0) && (bit(entry.low(), 14) || !bit(control, 1));
        Map<Gpa, Long> changed = new HashMap<>();
        Gpa word = at.plus(vector / 64 * 8L);
        change(changed, word, memory.stored(word) | 1L << vector);
        change(changed, at.plus(32), control | (notifies ? 1 : 0));
        int destination = extended ? (int) (control >>> 32) : (int) (control >>> 40) & 0xFF;
        allowed.add(new Allowed(new InterruptOutcome.Posted(at, notifies, destination, (int) (control >>> 16) & 0xFF), changed));
    }

    private void change(Map<Gpa, Long> changed, Gpa at, long value) {
        if (memory.stored(at) != value) {
            changed.put(at, value);
        }
    }

    private static void unchanged(Set<Allowed> allowed) {
        allowed.add(new Allowed(new InterruptOutcome.Unchanged(), Map.of()));
    }

    private static void block(FaultReason reason, int index, boolean silent, Set<Allowed> allowed) {
        allowed.add(new Allowed(new InterruptOutcome.Blocked(Fault.of(reason).withSilent(silent), index), Map.of()));
    }

    private static boolean bit(long word, int number) {
        return (word >>> number & 1) != 0;
    }
}
