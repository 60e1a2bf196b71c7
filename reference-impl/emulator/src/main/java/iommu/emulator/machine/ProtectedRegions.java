package iommu.emulator.machine;

import iommu.arch.Gpa;
import iommu.arch.register.ProtectedMemory;

/**
 * The memory that DMA may not reach while PMEN.EPM is set (§11.4.8). Up to VER.MAX 1 requests that
 * go through tables are not checked: what the tables give them is software's own choice (freedom
 * {@code protected-translated}).
 */
final class ProtectedRegions {

    private ProtectedMemory regions = ProtectedMemory.OFF;

    void protect(ProtectedMemory now) {
        regions = now;
    }

    boolean enabled() {
        return regions.enabled();
    }

    boolean hold(Gpa address) {
        return regions.enabled() && (within(address, regions.lowBase(), regions.lowLimit())
                || within(address, regions.highBase(), regions.highLimit()));
    }

    private static boolean within(Gpa address, Gpa base, Gpa limit) {
        return address.compareTo(base) >= 0 && address.compareTo(limit) <= 0;
    }
}
