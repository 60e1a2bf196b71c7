package iommu.emulator.fault;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;

/**
 * Packs a fault into a fault recording register, F set (§11.4.7.6). What a unit cannot have met it leaves 0: the
 * address type without ECAP.DT; PASID, privilege and execute without ECAP.PASID.
 */
final class RecordFormat {

    private static final long F = 1L << 63;
    private static final long T1 = 1L << 62;
    private static final long PP = 1L << 31;
    private static final long EXE = 1L << 30;
    private static final long PRIV = 1L << 29;
    private static final long T2 = 1L << 28;
    private static final long INDEX = 0xFFFFL << 48;

    private final long addressBits;
    private final boolean deviceTlb;
    private final boolean pasids;

    RecordFormat(Capabilities capabilities) {
        this.addressBits = (1L << widest(capabilities)) - 1 & ~0xFFFL; // §11.4.7.6: FI above the widest AGAW reads 0
        this.deviceTlb = capabilities.deviceTlb();
        this.pasids = capabilities.scalable().pasidBits() > 0;
    }

    private static int widest(Capabilities unit) {
        int firstStage = unit.scalable().fiveLevels() ? 5 : unit.scalable().firstStage() ? 4 : 0;
        int levels = unit.levels().stream().reduce(firstStage, Math::max);
        return levels == 0 ? unit.hostAddressWidth() : 12 + 9 * levels; // pass-through alone has no tables
    }

    Entry128 encode(FaultRecord fault) {
        long high = F | type(fault) | addressType(fault) << 60 | (long) fault.reason().code() << 32 | pasid(fault)
                | fault.source().value();
        return new Entry128(information(fault), high);
    }

    /** FI: the page of the request, or the index of an interrupt, which some reasons leave undefined (§11.4.7.6). */
    private long information(FaultRecord fault) {
        boolean interrupt = fault.reason().mode() == FaultReason.Mode.INTERRUPT;
        return fault.page().value() & (interrupt ? INDEX : addressBits);
    }

    private static long type(FaultRecord fault) { // §11.4.7.6: T1, T2
        if (fault.attributes().pageRequest()) {
            return T2;
        }
        return switch (fault.access()) {
            case WRITE -> 0;
            case READ, ZERO_LENGTH_READ -> T1;
            case ATOMIC -> T1 | T2;
        };
    }

    private long addressType(FaultRecord fault) { // §11.4.7.6: AT, valid for reads, writes and atomics
        return deviceTlb && !fault.attributes().pageRequest() ? fault.kind().ordinal() : 0;
    }

    private long pasid(FaultRecord fault) {
        if (!pasids || !fault.pasid().present()) {
            return 0;
        }
        boolean read = !fault.attributes().pageRequest() && isRead(fault.access());
        return PP | (long) fault.pasid().value() << 40
                | (fault.attributes().supervisor() ? PRIV : 0)
                | (read && fault.attributes().execute() ? EXE : 0); // §11.4.7.6: EXE is for T1=1, T2=0
    }

    private static boolean isRead(Access access) {
        return access == Access.READ || access == Access.ZERO_LENGTH_READ;
    }
}
