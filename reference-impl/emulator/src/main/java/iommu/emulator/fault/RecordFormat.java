package iommu.emulator.fault;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.FaultRecord;
import java.util.Collections;

/** Packs a fault into a fault recording register, F set (§11.4.7.6). A unit without ECAP.PASID leaves PP and PV 0. */
final class RecordFormat {

    private static final long F = 1L << 63;
    private static final long T1 = 1L << 62;
    private static final long T2 = 1L << 28;

    private final long addressBits;
    private final boolean deviceTlb;

    RecordFormat(Capabilities capabilities) {
        int widest = 12 + 9 * Collections.max(capabilities.levels());
        this.addressBits = (1L << widest) - 1 & ~0xFFFL; // §11.4.7.6: FI above the widest AGAW reads 0
        this.deviceTlb = capabilities.deviceTlb();
    }

    Entry128 encode(FaultRecord fault) {
        long addressType = deviceTlb ? fault.kind().ordinal() : 0; // §11.4.7.6: AT, bits 125:124, is 0 without ECAP.DT
        long high = F | type(fault.access()) | addressType << 60 | (long) fault.reason().code() << 32
                | fault.source().value();
        return new Entry128(fault.page().value() & addressBits, high);
    }

    private static long type(Access access) {
        return switch (access) { // §11.4.7.6
            case WRITE -> 0;
            case READ, ZERO_LENGTH_READ -> T1;
            case ATOMIC -> T1 | T2;
        };
    }
}
