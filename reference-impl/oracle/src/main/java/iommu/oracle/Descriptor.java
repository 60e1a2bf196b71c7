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

/** What a 128-bit descriptor of the invalidation queue asks for (§6.5.2). */
sealed interface Descriptor {

    record Invalidate(Invalidation command) implements Descriptor {
    }

    /**
     * Completes everything before it.
     *
     * @param writes whether a status is written, and {@code status}, 4 bytes, to {@code at}
     */
    record Wait(boolean writes, int status, Gpa at) implements Descriptor {
    }

    /** Nothing that this oracle knows of is touched: device-TLBs, interrupt entries. */
    record Elsewhere() implements Descriptor {
    }

    /** The queue stops here (§6.5.2.11). */
    record Erroneous() implements Descriptor {
    }

    /** A legal unit may do more than one thing, and § doesn't say which. */
    record Unsettled(String why) implements Descriptor {
    }

    long TYPE = 0xE0F;

    static Descriptor decode(Entry128 bits, Capabilities unit) {
        long low = bits.low();
        long high = bits.high();
        int granularity = (int) (low >>> 4) & 3;
        return switch ((int) (low & TYPE)) {
            case 1 -> (low & ~(TYPE | 0x0003_FFFF_FFFF_0030L)) != 0 || high != 0 || granularity == 0 ? new Erroneous()
                    : new Invalidate(context(granularity, domain(low >>> 16), source(low >>> 32), (int) (low >>> 48) & 3));
            case 2 -> (low & ~(TYPE | 0xFFFF_00F0L)) != 0 || (high & 0xF80) != 0 || granularity == 0 ? new Erroneous()
                    : iotlb(granularity, domain(low >>> 16), high, unit);
            case 3 -> !unit.deviceTlb() || (low & ~(TYPE | 0x0000_FFFF_001F_0000L)) != 0 || (high & 0xFFE) != 0 ? new Erroneous()
                    : new Elsewhere();
            case 4 -> (low & ~(TYPE | 0x0000_FFFF_F800_0010L)) != 0 || high != 0 ? new Erroneous() : new Elsewhere();
            case 5 -> (low & ~(TYPE | 0xFFFF_FFFF_0000_0070L)) != 0 || (high & 3) != 0 ? new Erroneous()
                    : new Wait((low >>> 5 & 1) != 0, (int) (low >>> 32),
                            new Gpa(high & (1L << unit.hostAddressWidth()) - 1 & ~3L)); // §6.5.2.9: bits above HAW are ignored
            default -> new Erroneous(); // §6.5.2 Table 26: legacy mode has types 1 to 5
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
        return new Invalidate(iotlb(granularity, domain, new Iova(high & -4096L), mask, (high >>> 6 & 1) != 0));
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
