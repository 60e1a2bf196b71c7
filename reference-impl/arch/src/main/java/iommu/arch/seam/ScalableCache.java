package iommu.arch.seam;

import iommu.arch.CachedStaged;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import java.util.Optional;

/**
 * The caches of scalable mode: context cache, PASID cache and IOTLB, with the tags of Table 17 (§6.2). Part of room
 * 04's noun; {@link TranslationCache} is its legacy half, and the same promises hold.
 */
public interface ScalableCache {

    /** The number of invalidations so far, as in {@link TranslationCache#epoch}. */
    long epoch();

    /** Looked up by source-id. */
    Optional<ScalableContextResult> context(SourceId source);

    /** Looked up by source-id and PASID. */
    Optional<PasidResult> entry(SourceId source, int pasid);

    /** Looked up by source-id, address and the request's PASID; {@link Pasid#NONE} for a request without one. */
    Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address);

    void fill(SourceId source, ScalableContextResult entry, long epoch);

    void fill(SourceId source, int pasid, PasidResult entry, long epoch);

    void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch);

    void invalidate(Invalidation command);

    void invalidate(ScalableInvalidation command);
}
