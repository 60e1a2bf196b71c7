package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which bits of a fault recording register say what, and which may be anything (§11.4.7.6). Normalisation relevant-bits:
 * only those count that § calls relevant for the fault.
 */
final class RecordBits {

    private static final long RESERVED_LOW = 0xFFF;
    private static final long RESERVED_HIGH = 0xFFFL << 16;
    private static final long AT = 3L << 60;
    private static final long T1 = 1L << 62;
    private static final long T2 = 1L << 28;
    private static final long PP = 1L << 31;
    private static final long PRIVILEGE = 1L << 29;
    private static final long EXECUTE = 1L << 30;
    private static final long PASID = 0xF_FFFFL << 40;

    /** §11.4.7.6: of these FI is undefined. */
    private static final Set<FaultReason> WITHOUT_INDEX = EnumSet.of(FaultReason.INTERRUPT_FORMAT_RESERVED,
            FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, FaultReason.INTERRUPT_REQUEST_MALFORMED,
            FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, FaultReason.INTERRUPT_REMAPPING_REQUIRED);

    private final Capabilities unit;

    RecordBits(Capabilities unit) {
        this.unit = unit;
    }

    /** What a register must hold, and which of its bits must be so. */
    private record Held(long low, long lowMask, long high, long highMask) {
    }

    /** A register whose F is clear: nothing in it is relevant. */
    Optional<String> reserved(Entry128 register) {
        return differs(register, new Held(0, RESERVED_LOW, 0, RESERVED_HIGH | absent()));
    }

    Optional<String> objection(Entry128 register, FaultRecord fault) {
        return differs(register, fault.reason().mode() == FaultReason.Mode.INTERRUPT ? interrupt(fault) : translation(fault));
    }

    private Held interrupt(FaultRecord fault) {
        long info = WITHOUT_INDEX.contains(fault.reason()) ? RESERVED_LOW : -1L;
        long high = 1L << 63 | (long) fault.reason().code() << 32 | fault.source().value();
        return new Held(fault.page().value() & 0xFFFFL << 48, info, high, RESERVED_HIGH | absent() | 1L << 63 | 0xFFL << 32 | 0xFFFF);
    }

    private Held translation(FaultRecord fault) {
        FaultRecord.Attributes more = fault.attributes();
        long high = 1L << 63 | (long) fault.reason().code() << 32 | fault.source().value();
        long mask = RESERVED_HIGH | absent() | 1L << 63 | 0xFFL << 32 | 0xFFFF | T1 | T2;
        if (more.pageRequest()) {
            high |= T2;
        } else {
            high |= fault.access() == Access.WRITE ? 0 : fault.access() == Access.ATOMIC ? T1 | T2 : T1;
            mask |= AT;
            high |= unit.deviceTlb() ? (long) fault.kind().ordinal() << 60 : 0;
        }
        boolean pasid = fault.pasid().present();
        if (unit.scalable().pasidBits() > 0) {
            high |= pasid ? PP | (long) fault.pasid().value() << 40 | (more.supervisor() ? PRIVILEGE : 0) : 0;
            mask |= pasid ? PP | PASID | PRIVILEGE : PP;
            boolean read = !more.pageRequest() && (fault.access() == Access.READ || fault.access() == Access.ZERO_LENGTH_READ);
            if (pasid && read) {
                high |= more.execute() ? EXECUTE : 0;
                mask |= EXECUTE;
            }
        }
        long unclear = (1L << mostWidth()) - (1L << leastWidth());
        long page = fault.page().value() & -4096L & (1L << mostWidth()) - 1;
        return new Held(page & ~unclear, ~unclear, high, mask);
    }

    /** Fields that the unit does not have are RsvdZ. */
    private long absent() {
        return (unit.deviceTlb() ? 0 : AT) | (unit.scalable().pasidBits() > 0 ? 0 : PP | PASID | PRIVILEGE | EXECUTE);
    }

    /** FI is 0 from the largest AGAW on. Freedom: whether the width of first-stage inputs counts as one. */
    private int leastWidth() {
        return unit.levels().stream().mapToInt(l -> 12 + 9 * l).max().orElse(48);
    }

    private int mostWidth() {
        int first = !unit.scalable().firstStage() ? 0 : unit.scalable().fiveLevels() ? 57 : 48;
        return Math.max(leastWidth(), first);
    }

    private static Optional<String> differs(Entry128 register, Held held) {
        boolean same = ((register.low() ^ held.low()) & held.lowMask()) == 0 && ((register.high() ^ held.high()) & held.highMask()) == 0;
        return same ? Optional.empty() : Optional.of(register + " where " + new Entry128(held.low(), held.high()) + " belongs, in the bits "
                + new Entry128(held.lowMask(), held.highMask()));
    }
}
