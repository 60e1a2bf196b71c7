package iommu.probe;

import iommu.arch.stimulus.Stimulus;

/** The rooms that a probe can drive. */
public enum RoomKind {
    /** {@link iommu.arch.seam.ContextLookup}. */
    CONTEXT,
    /** {@link iommu.arch.seam.PageWalk}. */
    WALK,
    /** {@link iommu.arch.seam.TranslationCache}. */
    IOTLB;

    /** Whether a run of this room may have such a step. */
    public boolean takes(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Store64 s -> true;
            case Stimulus.Store128 s -> true;
            case Stimulus.Flush f -> true;
            case Stimulus.Readable r -> true;
            case Stimulus.LookUpContext c -> this == CONTEXT;
            case Stimulus.Walk w -> this == WALK;
            case Stimulus.TakeEpoch t -> this == IOTLB;
            case Stimulus.FillTranslation f -> this == IOTLB;
            case Stimulus.FillContext f -> this == IOTLB;
            case Stimulus.FillPrefix f -> this == IOTLB;
            case Stimulus.CachedTranslationOf c -> this == IOTLB;
            case Stimulus.CachedContextOf c -> this == IOTLB;
            case Stimulus.CachedPrefixOf c -> this == IOTLB;
            case Stimulus.Invalidate i -> this == IOTLB;
            case Stimulus.RegisterWrite w -> false;
            case Stimulus.RegisterRead r -> false;
            case Stimulus.Dma d -> false;
            case Stimulus.OfRoom c -> false;
            case Stimulus.AskForPage a -> false;
            case Stimulus.Interrupt i -> false;
            case Stimulus.DeviceTlbDone d -> false;
            case Stimulus.DeviceTlbTimeout t -> false;
        };
    }
}
