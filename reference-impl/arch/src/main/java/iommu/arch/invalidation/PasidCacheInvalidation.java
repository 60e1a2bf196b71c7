package iommu.arch.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;

/**
 * PASID-cache invalidation: a pc_inv_dsc (§6.5.2.2).
 *
 * @param scope  how much
 * @param domain DID; every scope but GLOBAL goes by it
 * @param pasid  20 bits; scope PASID only
 */
public record PasidCacheInvalidation(Scope scope, DomainId domain, int pasid) implements ScalableInvalidation {

    @Override
    public PasidCacheInvalidation within(Capabilities unit) {
        return new PasidCacheInvalidation(scope, domain.within(unit.domainIdBits()), pasid);
    }

    /** What of the PASID cache is reached. */
    public enum Scope {
        DOMAIN, PASID, GLOBAL
    }
}
