package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.register.QueueError;
import iommu.arch.register.TableMode;
import iommu.oracle.QueuedCommand.Kind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Which descriptors are valid, and what is wrong with the others (§6.5.2, Table 26, §11.4.9.9). */
final class QueueDecoding {

    private static final long TYPE = 0xE0F;
    private static final long GRANULARITY = 0x30;

    private final Capabilities unit;

    QueueDecoding(Capabilities unit) {
        this.unit = unit;
    }

    /** @param upper bits 255:128 of a wide descriptor */
    QueuedCommand decode(Entry128 bits, Optional<Entry128> upper, TableMode mode) {
        int type = (int) (bits.low() >>> 9 & 7) << 4 | (int) bits.low() & 0xF;
        Optional<Kind> kind = kind(type, mode != TableMode.LEGACY && upper.isPresent());
        if (kind.isEmpty()) {
            return QueuedCommand.refused(Kind.WAIT, bits, QueueError.INVALID_TYPE);
        }
        boolean padded = upper.isEmpty() || upper.get().equals(new Entry128(0, 0));
        if (!padded || (bits.low() & ~lowFields(kind.get())) != 0 || (bits.high() & ~highFields(kind.get())) != 0) {
            return QueuedCommand.refused(kind.get(), bits, QueueError.RESERVED_FIELD);
        }
        return granularity(kind.get(), bits);
    }

    private Optional<Kind> kind(int type, boolean scalable) {
        return switch (type) {
            case 1 -> Optional.of(Kind.CONTEXT_CACHE);
            case 2 -> Optional.of(Kind.IOTLB);
            case 3 -> unit.deviceTlb() ? Optional.of(Kind.DEVICE_TLB) : Optional.empty();
            case 4 -> Optional.of(Kind.INTERRUPTS);
            case 5 -> Optional.of(Kind.WAIT);
            case 6 -> scalable ? Optional.of(Kind.PASID_IOTLB) : Optional.empty();
            case 7 -> scalable ? Optional.of(Kind.PASID_CACHE) : Optional.empty();
            case 8 -> scalable && unit.deviceTlb() ? Optional.of(Kind.PASID_DEVICE_TLB) : Optional.empty();
            case 9 -> scalable && unit.scalable().pageRequests() ? Optional.of(Kind.RESPONSE) : Optional.empty();
            default -> Optional.empty(); // 10 needs ECAP.HPTS
        };
    }

    private long lowFields(Kind kind) {
        long function = unit.platform().deviceTlbThrottling() ? 0xFFFL << 52 | 0xF << 12 : 0; // PFSID needs DIT
        return TYPE | switch (kind) {
            case CONTEXT_CACHE -> GRANULARITY | 0x0003_FFFF_FFFF_0000L;
            case IOTLB -> GRANULARITY | 3 << 6 | 0xFFFF_0000L;
            case DEVICE_TLB -> 0x0000_FFFF_001F_0000L | function;
            case INTERRUPTS -> 1 << 4 | 0x0000_FFFF_F800_0000L;
            case WAIT -> 7 << 4 | (unit.scalable().pageRequestDrain() ? 1 << 7 : 0) | 0xFFFF_FFFFL << 32;
            case PASID_IOTLB, PASID_CACHE -> GRANULARITY | 0x000F_FFFF_FFFF_0000L;
            case PASID_DEVICE_TLB -> 0x1F << 4 | 0x000F_FFFF_FFFF_0000L | function;
            case RESPONSE -> 1 << 4 | 0x000F_FFFF_FFFF_F000L;
        };
    }

    private static long highFields(Kind kind) {
        return switch (kind) {
            case CONTEXT_CACHE, INTERRUPTS, PASID_CACHE -> 0;
            case IOTLB, PASID_IOTLB -> -4096L | 0x7F;
            case DEVICE_TLB -> -4096L | 1;
            case PASID_DEVICE_TLB -> -4096L | 1 << 11 | 1;
            case WAIT -> ~3L; // what lies above HAW is ignored
            case RESPONSE -> 0x1FF << 3 | 1 << 2;
        };
    }

    private QueuedCommand granularity(Kind kind, Entry128 bits) {
        int asked = (int) (bits.low() >>> 4) & 3;
        boolean reserved = switch (kind) {
            case CONTEXT_CACHE -> asked == 0;
            case IOTLB -> asked == 0 || asked == 3 && !unit.pageSelective();
            case PASID_IOTLB -> asked < 2;
            case PASID_CACHE -> asked == 2;
            default -> false;
        };
        if (reserved) { // Freedom bad-granularity: an invalid descriptor, but not said by which number
            return QueuedCommand.refused(kind, bits, QueueError.RESERVED_FIELD, QueueError.INVALID_TYPE);
        }
        boolean wide = kind == Kind.IOTLB && asked == 3 && (bits.high() & 0x3F) > unit.maxAddressMask()
                || kind == Kind.INTERRUPTS && (asked & 1) != 0 && (bits.low() >>> 27 & 31) > unit.interrupts().maxHandleMask();
        Set<QueueError> any = EnumSet.of(QueueError.RESERVED_FIELD, QueueError.INVALID_TYPE);
        return wide ? new QueuedCommand(kind, bits, any, true) // Freedom wide-mask
                : QueuedCommand.inOrder(kind, bits);
    }

    /** Why nothing can be fetched with these registers: any of these may be reported, if there are some. */
    static Set<QueueError> registerErrors(Capabilities unit, TableMode mode, boolean wide, int tail, int entries) {
        Set<QueueError> errors = EnumSet.noneOf(QueueError.class);
        boolean scalable = mode == TableMode.SCALABLE || mode == TableMode.ABORT;
        if (mode == TableMode.RESERVED) {
            errors.add(QueueError.INVALID_TABLE_MODE);
        }
        if (scalable && !wide || wide && !unit.scalable().offered() && !unit.platform().abortMode()) {
            errors.add(QueueError.INVALID_WIDTH);
        }
        if (mode == TableMode.RESERVED || scalable && !wide) {
            errors.add(QueueError.INVALID_TYPE); // Freedom: by Table 26 no descriptor is valid then
        }
        if (wide && (tail & 1) != 0) {
            errors.add(QueueError.TAIL_NOT_ALIGNED);
        }
        if (tail >= entries) {
            errors.add(QueueError.INVALID_TAIL);
        }
        return errors;
    }
}
