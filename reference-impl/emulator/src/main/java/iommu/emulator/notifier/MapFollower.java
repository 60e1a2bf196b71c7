package iommu.emulator.notifier;

import iommu.arch.DomainId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkStart;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.told.ToldMappings;
import java.util.List;
import java.util.Set;

/**
 * A listener with the wish MAP: it follows the tables of its context entry, which counts as it was when the source's
 * contexts were last invalidated. So everything that it was told was read under one domain-id.
 */
final class MapFollower extends Follower {

    private final PageWalk walk;
    private final FollowLimits limits;
    private final ToldMappings told;

    MapFollower(Listener listener, PageWalk walk, MemoryMap memory, FollowLimits limits) {
        super(listener);
        this.walk = walk;
        this.limits = limits;
        this.told = new ToldMappings(listener, memory, limits);
    }

    @Override
    void replay(Reading now, List<Event> events) {
        reread(now, events);
    }

    @Override
    void reread(Reading now, List<Event> events) {
        if (!isIn(now.mode())) {
            events.addAll(told.unmapAll());
        }
        enter(now, events);
        invalidated(Range.ALL, events);
    }

    @Override
    void invalidated(Range block, List<Event> events) {
        if (isIn(Mode.TRANSLATED)) {
            WalkStart top = reading().flatMap(Reading::context).map(TranslationContext::walkStart).orElseThrow();
            block.and(listener().range())
                    .ifPresent(range -> events.addAll(told.update(range, new Scan(walk, top, range, limits.walks()))));
        }
    }

    @Override
    Set<DomainId> domains() {
        return reading().flatMap(Reading::context).map(c -> Set.of(c.domain())).orElse(Set.of());
    }
}
