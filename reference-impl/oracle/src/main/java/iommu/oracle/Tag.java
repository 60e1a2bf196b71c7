package iommu.oracle;

import iommu.arch.DomainId;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;

/**
 * What an IOTLB or paging-structure entry is invalidated by, besides its addresses (Table 17).
 *
 * @param pasid the PASID that was used, RID_PASID for a request without one; -1 where entries carry none
 */
record Tag(DomainId domain, int pasid, Kind kind) {

    enum Kind {
        /** No PASID: everything in legacy mode, and every second-stage paging-structure entry. */
        PLAIN,
        /** An IOTLB entry of scalable mode that came by second stage alone, or by pass-through. */
        SECOND_STAGE,
        /** An IOTLB or paging-structure entry that came by first stage, nested or not. */
        FIRST_STAGE
    }

    static Tag plain(DomainId domain) {
        return new Tag(domain, -1, Kind.PLAIN);
    }

    @Override
    public int hashCode() {
        return (domain.value() * 31 + pasid) * 3 + kind.ordinal();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tag that && domain.value() == that.domain.value() && pasid == that.pasid && kind == that.kind;
    }

    /** Of an IOTLB entry that is made through this PASID-table entry. */
    static Tag of(PasidContext entry, int pasid) {
        boolean first = entry.type() == PasidType.FIRST_STAGE || entry.type() == PasidType.NESTED;
        return new Tag(entry.domain(), pasid, first ? Kind.FIRST_STAGE : Kind.SECOND_STAGE);
    }
}
