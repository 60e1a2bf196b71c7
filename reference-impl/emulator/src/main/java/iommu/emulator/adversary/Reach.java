package iommu.emulator.adversary;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;

/** How far commands reach, and not a bit further (§6.5.2, Tables 21 to 24). */
record Reach(Capabilities capabilities) {

    /** Input addresses of five first-stage levels (Table 18). */
    private static final int CANONICAL_BITS = 57;

    /** The bits of a domain-id above the supported width are ignored (§6.5.2). */
    boolean sameDomain(DomainId given, DomainId tag) {
        int bits = (1 << capabilities.domainIdBits()) - 1;
        return (given.value() & bits) == (tag.value() & bits);
    }

    static boolean sameSource(ContextInvalidation command, SourceId source) {
        int looked = switch (command.functionMask()) { // Table 21
            case 0 -> 0xFFFF;
            case 1 -> 0xFFFB;
            case 2 -> 0xFFF9;
            default -> 0xFFF8;
        };
        return (command.source().value() & looked) == (source.value() & looked);
    }

    boolean names(IotlbInvalidation command, DomainId tag) {
        return command.granularity() == Granularity.GLOBAL || sameDomain(command.domain(), tag);
    }

    Range range(IotlbInvalidation command) {
        long supported = (1L << capabilities.guestAddressWidth()) - 1; // §6.5.2.3
        return command.granularity() == Granularity.PAGE
                ? Range.around(command.address().value() & supported, 12 + command.addressMask()) : Range.ALL;
    }

    static Range range(PasidIotlbInvalidation command) {
        int above = 64 - CANONICAL_BITS;
        return command.pageSelective()
                ? Range.around(command.address().value() << above >> above, 12 + command.addressMask()) : Range.ALL;
    }
}
