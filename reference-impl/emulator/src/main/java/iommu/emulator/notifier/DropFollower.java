package iommu.emulator.notifier;

import iommu.arch.DomainId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.emulator.told.Block;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A listener without the wish MAP: what it holds it has asked the unit for, under the domain-ids of the context entries
 * that the unit had read by then. A domain-id leaves in two steps, as it leaves the unit's caches: an invalidation of
 * contexts ends its use for new translations, and then one of the IOTLB removes those that there are (§6.2.2.1).
 */
final class DropFollower extends Follower {

    private final Set<DomainId> current = new TreeSet<>();
    private final Set<DomainId> former = new TreeSet<>();

    DropFollower(Listener listener) {
        super(listener);
    }

    @Override
    void replay(Reading now, List<Event> events) {
        if (started()) {
            reread(now, events);
        } else {
            enter(now, events);
        }
    }

    @Override
    void reread(Reading now, List<Event> events) {
        invalidated(Range.ALL, events);
        enter(now, events);
    }

    @Override
    void invalidated(Range block, List<Event> events) {
        if (listener().wants(Wish.UNMAP)) {
            block.and(listener().range()).map(Block::of).orElse(List.of())
                    .forEach(b -> events.add(new Event.Unmapped(listener(), b.start(), b.size())));
        }
    }

    /** @return whether it may hold something under a domain-id under which it held nothing */
    boolean served(DomainId domain) {
        return current.add(domain) && !former.remove(domain);
    }

    /** Context entries with this domain-id are cached no more. */
    void contextsGone(DomainId domain) {
        if (current.remove(domain)) {
            former.add(domain);
        }
    }

    void allContextsGone() {
        former.addAll(current);
        current.clear();
    }

    /** Translations with this domain-id are cached no more. */
    void translationsGone(DomainId domain) {
        former.remove(domain);
    }

    void allTranslationsGone() {
        former.clear();
    }

    @Override
    Set<DomainId> domains() {
        Set<DomainId> both = new TreeSet<>(current);
        both.addAll(former);
        return both;
    }
}
