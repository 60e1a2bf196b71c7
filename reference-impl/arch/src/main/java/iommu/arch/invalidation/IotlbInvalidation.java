package iommu.arch.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;

/**
 * IOTLB invalidation: an iotlb_inv_dsc, or a write of IOTLB_REG and IVA_REG (§6.5.2.3, §11.4.6).
 *
 * @param granularity GLOBAL, DOMAIN or PAGE
 * @param domain      DID; every granularity but GLOBAL goes by it
 * @param address     ADDR; its low {@code addressMask} page-number bits are ignored; PAGE only
 * @param addressMask AM, 6 bits: the range is 2^AM pages of 4 KiB; PAGE only
 * @param leafOnly    IH, the invalidation hint: paging-structure caches may keep their entries; PAGE only
 */
public record IotlbInvalidation(Granularity granularity, DomainId domain, Iova address, int addressMask, boolean leafOnly)
        implements Invalidation {

    public IotlbInvalidation {
        if (granularity == Granularity.DEVICE) {
            throw new IllegalArgumentException("an IOTLB invalidation has no device granularity");
        }
        if (addressMask < 0 || addressMask > 63) {
            throw new IllegalArgumentException("the address mask has 6 bits");
        }
    }

    @Override
    public IotlbInvalidation within(Capabilities unit) {
        long supported = (1L << unit.guestAddressWidth()) - 1;
        return new IotlbInvalidation(granularity, domain.within(unit.domainIdBits()), new Iova(address.value() & supported),
                addressMask, leafOnly);
    }

    public static IotlbInvalidation global() {
        return new IotlbInvalidation(Granularity.GLOBAL, DomainId.ZERO, new Iova(0), 0, false);
    }

    public static IotlbInvalidation domain(DomainId domain) {
        return new IotlbInvalidation(Granularity.DOMAIN, domain, new Iova(0), 0, false);
    }

    public static IotlbInvalidation page(DomainId domain, Iova address, int addressMask, boolean leafOnly) {
        return new IotlbInvalidation(Granularity.PAGE, domain, address, addressMask, leafOnly);
    }
}
