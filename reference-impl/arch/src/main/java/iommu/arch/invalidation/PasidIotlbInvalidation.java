package iommu.arch.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;

/**
 * PASID-based IOTLB invalidation: a p_iotlb_inv_dsc (§6.5.2.4). What it reaches of entries of each type: Table 24.
 *
 * @param pageSelective only the range; false: everything of the PASID
 * @param domain        DID
 * @param pasid         20 bits
 * @param address       ADDR; its low {@code addressMask} page-number bits are ignored; page-selective only
 * @param addressMask   AM: the range is 2^AM pages of 4 KiB; page-selective only
 * @param leafOnly      IH: paging-structure caches may keep their entries; page-selective only
 */
public record PasidIotlbInvalidation(boolean pageSelective, DomainId domain, int pasid, Iova address, int addressMask,
        boolean leafOnly) implements ScalableInvalidation {

    public PasidIotlbInvalidation {
        if (addressMask < 0 || addressMask > 63) {
            throw new IllegalArgumentException("the address mask has 6 bits");
        }
    }

    @Override
    public PasidIotlbInvalidation within(Capabilities unit) {
        return new PasidIotlbInvalidation(pageSelective, domain.within(unit.domainIdBits()), pasid, address, addressMask, leafOnly);
    }
}
