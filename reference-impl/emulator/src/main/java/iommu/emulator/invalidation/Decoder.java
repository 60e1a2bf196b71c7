package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;

/** What each descriptor without flaw asks for (§6.5.2.1 to §6.5.2.9, §7.6.1). */
final class Decoder {

    private static final int PAGE_BITS = 12;

    private final Capabilities capabilities;

    Decoder(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * Every type but waits and device-TLB invalidations. A reserved RC is sent all the same (freedom
     * {@code response-code}).
     */
    Effect command(Descriptor d) {
        return switch (d.type()) {
            case Descriptor.CONTEXT_CACHE -> new Effect.Invalidate(context(d));
            case Descriptor.IOTLB -> new Effect.Invalidate(iotlb(d));
            case Descriptor.INTERRUPT_ENTRY_CACHE ->
                new Effect.InvalidateInterruptEntries(!d.byIndex(), d.index(), d.indexMask());
            case Descriptor.PASID_IOTLB -> new Effect.InvalidateScalable(pasidIotlb(d));
            case Descriptor.PASID_CACHE -> new Effect.InvalidateScalable(pasidCache(d));
            default -> new Effect.RespondToPageGroup(new SourceId(d.requesterId()),
                    d.pasidPresent() ? new Pasid(d.pasid()) : Pasid.NONE, d.group(), d.responseCode()); // §7.6.1
        };
    }

    private static Invalidation context(Descriptor d) {
        return switch (d.granularity()) {
            case 1 -> ContextInvalidation.global();
            case 2 -> ContextInvalidation.domain(domain(d));
            default -> ContextInvalidation.device(domain(d), new SourceId(d.sourceId()), d.functionMask());
        };
    }

    /** An AM above CAP.MAMV, like an IM above ECAP.MHMV, is served as it is (freedom {@code wide-mask}). */
    private static Invalidation iotlb(Descriptor d) {
        return switch (d.granularity()) {
            case 1 -> IotlbInvalidation.global();
            case 2 -> IotlbInvalidation.domain(domain(d));
            default -> IotlbInvalidation.page(domain(d), d.address(), d.addressMask(), d.leafOnly());
        };
    }

    private static PasidIotlbInvalidation pasidIotlb(Descriptor d) {
        boolean pages = d.granularity() == 3; // §6.5.2.4: else address, mask and hint are ignored
        return new PasidIotlbInvalidation(pages, domain(d), d.pasid(), pages ? d.address() : new Iova(0),
                pages ? d.addressMask() : 0, pages && d.leafOnly());
    }

    private static PasidCacheInvalidation pasidCache(Descriptor d) {
        return switch (d.granularity()) {
            case 0 -> new PasidCacheInvalidation(Scope.DOMAIN, domain(d), 0); // §6.5.2.2: the PASID is ignored
            case 1 -> new PasidCacheInvalidation(Scope.PASID, domain(d), d.pasid());
            default -> new PasidCacheInvalidation(Scope.GLOBAL, DomainId.ZERO, 0);
        };
    }

    private static DomainId domain(Descriptor d) {
        return new DomainId(d.domainId());
    }

    /** Whose translations a device-TLB invalidation is about (§6.5.2.5, §6.5.2.6). */
    static SourceId device(Descriptor d) {
        return new SourceId(d.type() == Descriptor.DEVICE_TLB ? d.sourceId() : d.requesterId());
    }

    /** What a device-TLB invalidation asks for under this tag. */
    static Effect deviceTlb(Descriptor d, int tag) {
        if (d.type() == Descriptor.DEVICE_TLB) {
            Range range = Range.of(d.address(), d.largeRange());
            return new Effect.InvalidateDeviceTlb(tag, device(d), range.start(), range.size());
        }
        Range range = Range.of(d.address(), d.largePasidRange());
        return new Effect.InvalidatePasidDeviceTlb(tag, device(d), d.pasid(), d.everyPasid(), range.start(), range.size());
    }

    /** @param size in bytes; 0 for all addresses */
    private record Range(Iova start, long size) {

        /** §6.5.2.5: with S the lowest 0 bit of ADDR says how large; all ones but the highest is everything. */
        static Range of(Iova address, boolean large) {
            long pages = address.value() | (1L << PAGE_BITS) - 1;
            int sizeBits = large ? Long.numberOfTrailingZeros(~pages) + 1 : PAGE_BITS;
            return sizeBits >= Long.SIZE - 1
                    ? new Range(new Iova(0), 0)
                    : new Range(address.alignedTo(1L << sizeBits), 1L << sizeBits);
        }
    }

    /** Where a wait stores its status: address bits from HAW up are ignored (§6.5.2.9). */
    Effect statusOf(Descriptor wait) {
        long inside = (1L << capabilities.hostAddressWidth()) - 1;
        return new Effect.StoreStatus(new Gpa(wait.statusAddress().value() & inside), wait.statusData());
    }
}
