package iommu.emulator.adversary;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;

/** Numbers for the things that a choice is about: the same thing has the same number in every run. */
final class Names {

    private Names() {
    }

    static long context(SourceId source) {
        return source.value() * 8L;
    }

    static long entry(SourceId source, int pasid) {
        return (source.value() * 0x10_0000L + pasid) * 8 + 1;
    }

    static long translation(SourceId source, Pasid pasid, Iova address) {
        return (address.value() >>> 12) * 0x1_0003 + entry(source, pasid.value()) + 1;
    }

    static long prefix(DomainId domain, Iova address) {
        return ((address.value() >>> 21) * 0x1_0003 + domain.value()) * 8 + 3;
    }
}
