package iommu.emulator.cache;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;

/** When a command names what an entry is tagged with; the same for the caches of every mode (§6.2.1, §6.5.2). */
record Tags(Capabilities capabilities) {

    /** The bits of a domain-id above the supported width are ignored in commands (§6.5.2). */
    boolean sameDomain(DomainId a, DomainId b) {
        return ((a.value() ^ b.value()) & (1 << capabilities.domainIdBits()) - 1) == 0;
    }

    static boolean sameDevice(ContextInvalidation command, SourceId source) {
        return ((source.value() ^ command.source().value()) & ~ignoredBits(command.functionMask())) == 0; // §6.5.2.1
    }

    /** Which bits of the function number the function mask leaves out (Table 21). */
    private static int ignoredBits(int functionMask) {
        return switch (functionMask) {
            case 0 -> 0b000;
            case 1 -> 0b100;
            case 2 -> 0b110;
            default -> 0b111;
        };
    }

    boolean overlaps(IotlbInvalidation command, Iova start, long span) {
        long supported = (1L << capabilities.guestAddressWidth()) - 1; // §6.5.2.3: ADDR bits above MGAW are ignored
        return sameBlock((start.value() ^ command.address().value()) & supported, span, range(command.addressMask()));
    }

    /** 2^AM pages, aligned, in bytes (Table 22). */
    static long range(int addressMask) {
        return 1L << Math.min(12 + addressMask, 62);
    }

    /** Two aligned blocks overlap if one holds the other: if they agree in all address bits above the larger one. */
    static boolean sameBlock(long differingBits, long span, long otherSpan) {
        return (differingBits & -Math.max(span, otherSpan)) == 0;
    }
}
