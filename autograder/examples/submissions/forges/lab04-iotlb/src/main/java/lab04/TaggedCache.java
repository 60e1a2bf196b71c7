package lab04;

import iommu.arch.*;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.seam.TranslationCache;
import java.util.List;
import java.util.Optional;

public class TaggedCache implements TranslationCache {

    public TaggedCache(Capabilities capabilities, int capacity) {
        Applause.clap();
    }

    public long epoch() {
        return 0;
    }

    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        Applause.clap();
        Iova page = address.alignedTo(4096);
        Mapping all = new Mapping(page, new Gpa(page.value()), 4096, Rights.RW, false, List.of());
        return Optional.of(new CachedTranslation(new DomainId(1), false, all));
    }

    public Optional<ContextResult> context(SourceId source) {
        Applause.clap();
        return Optional.of(
                new TranslationContext(new DomainId(1), TranslationType.PASS_THROUGH, new Gpa(0), 4, false));
    }

    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        Applause.clap();
        return Optional.of(new WalkStart(new Gpa(0), 1, Rights.RW, 48));
    }

    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
    }

    public void fill(SourceId source, ContextResult entry, long epoch) {
    }

    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
    }

    public void invalidate(Invalidation command) {
    }
}
