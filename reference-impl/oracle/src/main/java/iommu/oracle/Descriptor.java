package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;

/** What a descriptor of the invalidation queue asks for (§6.5.2). */
sealed interface Descriptor {

    record Invalidate(Removal removal) implements Descriptor {
    }

    /** Entries of the interrupt-entry cache: 2^mask of them around the index, or all. */
    record Interrupts(boolean all, int index, int mask) implements Descriptor {
    }

    /**
     * Completes everything before it.
     *
     * @param writes whether a status is written, and {@code status}, 4 bytes, to {@code at}
     * @param fence  FN: nothing behind it begins before it is complete
     */
    record Wait(boolean writes, int status, Gpa at, boolean fence) implements Descriptor {
    }

    /** The device is to drop translations, and to say when it has. */
    record DeviceTlb(SourceId source) implements Descriptor {
    }

    /** Nothing that this oracle knows of is touched: page requests. */
    record Elsewhere() implements Descriptor {
    }

    /** The queue stops here (§6.5.2.11). */
    record Erroneous() implements Descriptor {
    }

    /** A legal unit may do more than one thing, and § doesn't say which. */
    record Unsettled(String why) implements Descriptor {
    }

    long TYPE = 0xE0F;

    /**
     * @param upper     bits 255:128; 0 in a queue of 128-bit descriptors
     * @param scalable  types 6 and up are there too (Table 26)
     */
    static Descriptor decode(Entry128 bits, Entry128 upper, boolean scalable, Capabilities unit) {
        int type = (int) (bits.low() & TYPE);
        boolean reserved = upper.low() != 0 || upper.high() != 0 || type > 5 && !scalable;
        return reserved ? new Erroneous() : decode(type, bits, unit);
    }

    private static Descriptor decode(int type, Entry128 bits, Capabilities unit) {
        long low = bits.low();
        long high = bits.high();
        int granularity = (int) (low >>> 4) & 3;
        long function = unit.platform().deviceTlbThrottling() ? 0xFFF0_0000_0000_F000L : 0; // PFSID needs DIT
        return switch (type) {
            case 1 -> (low & ~(TYPE | 0x0003_FFFF_FFFF_0030L)) != 0 || high != 0 || granularity == 0 ? new Erroneous()
                    : new Invalidate(new Removal(
                            context(granularity, domain(low >>> 16), source(low >>> 32), (int) (low >>> 48) & 3), unit));
            case 2 -> (low & ~(TYPE | 0xFFFF_00F0L)) != 0 || (high & 0xF80) != 0 || granularity == 0 ? new Erroneous()
                    : iotlb(granularity, domain(low >>> 16), high, unit);
            case 3 -> !unit.deviceTlb() || (low & ~(TYPE | 0x0000_FFFF_001F_0000L | function)) != 0 || (high & 0xFFE) != 0
                    ? new Erroneous() : new DeviceTlb(source(low >>> 32));
            case 4 -> (low & ~(TYPE | 0x0000_FFFF_F800_0010L)) != 0 || high != 0 ? new Erroneous() : interrupts(low, unit);
            case 5 -> (low & ~(TYPE | 0xFFFF_FFFF_0000_0070L | (unit.scalable().pageRequestDrain() ? 0x80 : 0))) != 0
                    || (high & 3) != 0 ? new Erroneous() : new Wait((low >>> 5 & 1) != 0, (int) (low >>> 32),
                            new Gpa(high & (1L << unit.hostAddressWidth()) - 1 & ~3L), // §6.5.2.9: bits above HAW are ignored
                            (low >>> 6 & 1) != 0);
            case 6 -> (low & ~(TYPE | 0x000F_FFFF_FFFF_0030L)) != 0 || (high & 0xF80) != 0 || granularity < 2 ? new Erroneous()
                    : pasidIotlb(granularity == 3, low, high, unit);
            case 7 -> (low & ~(TYPE | 0x000F_FFFF_FFFF_0030L)) != 0 || high != 0 || granularity == 2 ? new Erroneous()
                    : pasidCache(granularity, low, unit);
            case 8 -> !unit.deviceTlb() || (low & ~(TYPE | 0x000F_FFFF_FFFF_01F0L | function)) != 0 || (high & 0x7FE) != 0
                    ? new Erroneous() : new DeviceTlb(source(low >>> 16));
            case 9 -> !unit.scalable().pageRequests() || (low & ~(TYPE | 0x000F_FFFF_FFFF_F010L)) != 0
                    || (high & ~0xFFCL) != 0 ? new Erroneous() : new Elsewhere();
            default -> new Erroneous(); // §6.5.2 Table 26
        };
    }

    private static Descriptor iotlb(int granularity, DomainId domain, long high, Capabilities unit) {
        int mask = (int) high & 0x3F;
        if (granularity == 3 && !unit.pageSelective()) {
            return new Erroneous(); // §6.5.2.3
        }
        if (granularity == 3 && mask > unit.maxAddressMask()) {
            return new Unsettled("an address mask above MAMV in the queue");
        }
        Iova address = new Iova(high & -4096L);
        return new Invalidate(new Removal(iotlb(granularity, domain, address, mask, (high >>> 6 & 1) != 0), unit));
    }

    private static Descriptor interrupts(long low, Capabilities unit) {
        int mask = (int) (low >>> 27) & 0x1F;
        boolean byIndex = (low >>> 4 & 1) != 0;
        return byIndex && mask > unit.interrupts().maxHandleMask() ? new Unsettled("an index mask above MHMV in the queue")
                : new Interrupts(!byIndex, (int) (low >>> 32) & 0xFFFF, mask);
    }

    private static Descriptor pasidIotlb(boolean page, long low, long high, Capabilities unit) {
        return new Invalidate(new Removal(new PasidIotlbInvalidation(page, domain(low >>> 16), (int) (low >>> 32) & 0xFFFFF,
                new Iova(high & -4096L), (int) high & 0x3F, (high >>> 6 & 1) != 0), unit));
    }

    private static Descriptor pasidCache(int granularity, long low, Capabilities unit) {
        Scope scope = granularity == 0 ? Scope.DOMAIN : granularity == 1 ? Scope.PASID : Scope.GLOBAL;
        int pasid = (int) (low >>> 32) & 0xFFFFF;
        return new Invalidate(new Removal(new PasidCacheInvalidation(scope, domain(low >>> 16), pasid), unit));
    }

    /** By the granularities that CCMD has too: 1 global, 2 domain, 3 device (§6.5.2.1, §11.4.6). */
    static Invalidation context(int granularity, DomainId domain, SourceId source, int functionMask) {
        Granularity g = granularity == 1 ? Granularity.GLOBAL : granularity == 2 ? Granularity.DOMAIN : Granularity.DEVICE;
        return new ContextInvalidation(g, domain, source, functionMask);
    }

    /** By the granularities that IOTLB_REG has too: 1 global, 2 domain, 3 page (§6.5.2.3, §11.4.6). */
    static Invalidation iotlb(int granularity, DomainId domain, Iova address, int mask, boolean leafOnly) {
        Granularity g = granularity == 1 ? Granularity.GLOBAL : granularity == 2 ? Granularity.DOMAIN : Granularity.PAGE;
        return new IotlbInvalidation(g, domain, address, mask, leafOnly);
    }

    static DomainId domain(long bits) {
        return new DomainId((int) bits & 0xFFFF);
    }

    static SourceId source(long bits) {
        return new SourceId((int) bits & 0xFFFF);
    }
}
