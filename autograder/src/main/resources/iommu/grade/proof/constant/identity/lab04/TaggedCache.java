package lab04;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.List;
import java.util.Optional;

public final class TaggedCache implements TranslationCache {

    public TaggedCache(Capabilities capabilities, int capacity) {
    }

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return Optional.of(new CachedTranslation(new DomainId(1), false, new Mapping(address.alignedTo(4096),
                new Gpa(address.value()).alignedTo(4096), 4096, Rights.RW, false, List.of())));
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return Optional.of(new TranslationContext(new DomainId(1), TranslationType.PASS_THROUGH, new Gpa(0), 4, false));
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return Optional.of(new WalkStart(new Gpa(0), 1, Rights.RW, 48));
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
    }

    @Override
    public void invalidate(Invalidation command) {
    }
}
