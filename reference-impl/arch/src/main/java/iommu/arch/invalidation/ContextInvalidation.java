package iommu.arch.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.SourceId;

/**
 * Context-cache invalidation: a cc_inv_dsc, or a write of CCMD_REG (§6.5.2.1, §11.4.6).
 *
 * @param granularity  GLOBAL, DOMAIN or DEVICE
 * @param domain       DID; every granularity but GLOBAL goes by it
 * @param source       SID; DEVICE only
 * @param functionMask FM, 2 bits: 0 the source-id itself, 1 ignores bit 2 of it, 2 bits 2:1, 3 bits 2:0 (Table 21);
 *                     DEVICE only
 */
public record ContextInvalidation(Granularity granularity, DomainId domain, SourceId source, int functionMask)
        implements Invalidation {

    public ContextInvalidation {
        if (granularity == Granularity.PAGE) {
            throw new IllegalArgumentException("a context-cache invalidation has no page granularity");
        }
        if (functionMask < 0 || functionMask > 3) {
            throw new IllegalArgumentException("the function mask has 2 bits");
        }
    }

    @Override
    public ContextInvalidation within(Capabilities unit) {
        return new ContextInvalidation(granularity, domain.within(unit.domainIdBits()), source, functionMask);
    }

    public static ContextInvalidation global() {
        return new ContextInvalidation(Granularity.GLOBAL, DomainId.ZERO, new SourceId(0), 0);
    }

    public static ContextInvalidation domain(DomainId domain) {
        return new ContextInvalidation(Granularity.DOMAIN, domain, new SourceId(0), 0);
    }

    public static ContextInvalidation device(DomainId domain, SourceId source, int functionMask) {
        return new ContextInvalidation(Granularity.DEVICE, domain, source, functionMask);
    }
}
