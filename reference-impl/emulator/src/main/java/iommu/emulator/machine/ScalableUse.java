package iommu.emulator.machine;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.PasidType;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.MappingNotifier;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What scalable mode makes of invalidations, put in the words of legacy mode, in which a notifier thinks. Where the two
 * differ more is said to be gone than is: that is always allowed (§6.5).
 *
 * <p>A PASID entry outlives the invalidation of the context entry that led to it, and of other PASIDs. So whose domains
 * the unit has read is remembered here, and said again after each command but the one that empties the PASID cache.
 */
final class ScalableUse {

    private static final int ALL_ADDRESSES = 63;

    private record Use(SourceId source, DomainId domain) {
    }

    private final Set<Use> uses = new LinkedHashSet<>();
    private final Set<DomainId> throughFirstStage = new LinkedHashSet<>();

    void served(SourceId source, DomainId domain, PasidType type) {
        uses.add(new Use(source, domain));
        if (type == PasidType.FIRST_STAGE || type == PasidType.NESTED) {
            throughFirstStage.add(domain);
        }
    }

    Invalidation inWordsOfLegacy(Invalidation command) {
        return switch (command) {
            case ContextInvalidation c when c.granularity() == Granularity.DOMAIN -> ContextInvalidation.global(); // Table 17
            case IotlbInvalidation c when c.granularity() == Granularity.PAGE && throughFirstStage.contains(c.domain()) ->
                allOf(c.domain()); // Table 23: of first-stage and nested entries the whole domain goes
            default -> command;
        };
    }

    Invalidation inWordsOfLegacy(ScalableInvalidation command) {
        return switch (command) {
            case PasidCacheInvalidation c when c.scope() == PasidCacheInvalidation.Scope.GLOBAL -> ContextInvalidation.global();
            case PasidCacheInvalidation c -> ContextInvalidation.domain(c.domain());
            case PasidIotlbInvalidation c when c.pageSelective() ->
                IotlbInvalidation.page(c.domain(), c.address(), c.addressMask(), c.leafOnly());
            case PasidIotlbInvalidation c -> allOf(c.domain());
        };
    }

    /** Every page of a domain, and still not the domain: what other types of entries hold of it stays (Table 24). */
    private static Invalidation allOf(DomainId domain) {
        return IotlbInvalidation.page(domain, new Iova(0), ALL_ADDRESSES, false);
    }

    void pasidCacheEmptied() {
        uses.clear();
    }

    void sayAgain(MappingNotifier notifier) {
        uses.forEach(use -> notifier.served(use.source(), use.domain()));
    }
}
