package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.QueueError;
import java.util.Optional;

/** What each descriptor of a legacy-mode queue means, and what makes it invalid (§6.5.2, Table 26). */
final class Decoder {

    private static final int RESERVED = 0;
    private static final int GLOBAL = 1;
    private static final int DOMAIN = 2;
    private static final int SELECTIVE = 3;

    private final Capabilities capabilities;

    Decoder(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /** Why the descriptor can't be executed, if so. */
    Optional<QueueError> flaw(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case Descriptor.CONTEXT_CACHE -> reservedIf(descriptor.granularity() == RESERVED
                    || hasBits(descriptor, 0xFFFC_0000_0000_F1C0L, -1L)); // §6.5.2.1
            case Descriptor.IOTLB -> reservedIf(descriptor.granularity() == RESERVED
                    || descriptor.granularity() == SELECTIVE && !capabilities.pageSelective()
                    || hasBits(descriptor, 0xFFFF_FFFF_0000_F100L, 0xF80L)); // §6.5.2.3
            case Descriptor.DEVICE_TLB -> capabilities.deviceTlb()
                    ? reservedIf(hasBits(descriptor, 0xFFFF_0000_FFE0_F1F0L, 0xFFEL)) // §6.5.2.5
                    : Optional.of(QueueError.INVALID_TYPE);
            case Descriptor.INTERRUPT_ENTRY_CACHE ->
                reservedIf(hasBits(descriptor, 0xFFFF_0000_07FF_F1E0L, -1L)); // §6.5.2.8
            case Descriptor.WAIT -> reservedIf(hasBits(descriptor, 0xFFFF_F180L, 0x3L)); // §6.5.2.9
            default -> Optional.of(QueueError.INVALID_TYPE); // Table 26
        };
    }

    private static boolean hasBits(Descriptor descriptor, long low, long high) {
        return (descriptor.bits().low() & low) != 0 || (descriptor.bits().high() & high) != 0;
    }

    /** A reserved granularity counts as a reserved field (freedom {@code bad-granularity}). */
    private static Optional<QueueError> reservedIf(boolean wrong) {
        return wrong ? Optional.of(QueueError.RESERVED_FIELD) : Optional.empty();
    }

    /** What a descriptor without flaw, of type 1, 2 or 4, asks for. */
    Effect command(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case Descriptor.CONTEXT_CACHE -> new Effect.Invalidate(context(descriptor));
            case Descriptor.IOTLB -> new Effect.Invalidate(iotlb(descriptor));
            default -> new Effect.InvalidateInterruptEntries(!descriptor.byIndex(), descriptor.index(),
                    descriptor.indexMask());
        };
    }

    private static Invalidation context(Descriptor descriptor) {
        DomainId domain = new DomainId(descriptor.domainId());
        return switch (descriptor.granularity()) {
            case GLOBAL -> ContextInvalidation.global();
            case DOMAIN -> ContextInvalidation.domain(domain);
            default -> ContextInvalidation.device(domain, new SourceId(descriptor.sourceId()), descriptor.functionMask());
        };
    }

    /** An AM above CAP.MAMV is served as it is (freedom {@code wide-mask}). */
    private static Invalidation iotlb(Descriptor descriptor) {
        DomainId domain = new DomainId(descriptor.domainId());
        return switch (descriptor.granularity()) {
            case GLOBAL -> IotlbInvalidation.global();
            case DOMAIN -> IotlbInvalidation.domain(domain);
            default -> IotlbInvalidation.page(domain, descriptor.address(), descriptor.addressMask(),
                    descriptor.leafOnly());
        };
    }

    /** What a device-TLB descriptor without flaw asks for (§6.5.2.5). */
    Effect deviceTlb(Descriptor descriptor, int tag) {
        long start = descriptor.address().value();
        int sizeBits = descriptor.largeRange() ? Long.numberOfTrailingZeros(~(start | 0xFFFL)) + 1 : 12;
        boolean everything = sizeBits >= Long.SIZE - 1; // §6.5.2.5: S=1 and ADDR 63:12 all ones but the highest
        long size = everything ? 0 : 1L << sizeBits;
        return new Effect.InvalidateDeviceTlb(tag, new SourceId(descriptor.sourceId()),
                new Iova(everything ? 0 : start & -size), size);
    }

    /** Where a wait stores its status: address bits from HAW up are ignored (§6.5.2.9). */
    Effect statusOf(Descriptor wait) {
        long inside = (1L << capabilities.hostAddressWidth()) - 1;
        return new Effect.StoreStatus(new Gpa(wait.statusAddress().value() & inside), wait.statusData());
    }
}
