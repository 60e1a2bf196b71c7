package iommu.emulator.notifier;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.emulator.told.Block;
import iommu.emulator.told.FollowLimitException;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.told.Unfollowable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells listeners by reading the tables anew where an invalidation says that something may have changed (§6.1).
 *
 * <pre>
 *  invalidation                   concerns                            who then
 *  context, by device             listeners of the sources            read their context entry, and everything
 *  context, by domain or global   all                                 likewise, if the entry or its domain is meant
 *  IOTLB, by page                 listeners with the domain-id        read the 2^AM pages, whatever was there before
 *  IOTLB, by domain               likewise                            read everything
 *  IOTLB, global                  all                                 read everything
 * </pre>
 *
 * <p>With nobody listening it asks its neighbours nothing. What a guest can make one listener cost is bounded; beyond that
 * the listener is let go, by name.
 */
public final class TableNotifier implements MappingNotifier {

    private static final int[] FUNCTION_BITS = {0, 0b100, 0b110, 0b111};
    private static final int ALL_ADDRESSES = 52;

    private final ContextLookup contexts;
    private final PageWalk walk;
    private final MemoryMap memory;
    private final FollowLimits limits;
    private final Map<Integer, Follower> followers = new LinkedHashMap<>();
    private final Map<SourceId, List<Follower>> bySource = new LinkedHashMap<>();
    private final DomainIndex byDomain = new DomainIndex();
    private boolean translating;
    private Gpa root = new Gpa(0);

    /** Translation is off. @param memory what is no memory is not MAPped */
    public TableNotifier(ContextLookup contexts, PageWalk walk, MemoryMap memory) {
        this.contexts = contexts;
        this.walk = walk;
        this.memory = memory;
        limits = FollowLimits.DEFAULT;
    }

    /** With limits of one's own. */
    public TableNotifier(ContextLookup contexts, PageWalk walk, MemoryMap memory, FollowLimits limits) {
        this.limits = limits;
        this.contexts = contexts;
        this.walk = walk;
        this.memory = memory;
    }

    @Override
    public Set<Wish> add(Listener listener) {
        if (followers.containsKey(listener.id())) {
            throw new IllegalArgumentException("listener " + listener.id() + " is there already");
        }
        Follower follower = listener.wants(Wish.MAP) ? new MapFollower(listener, walk, memory, limits) : new DropFollower(listener);
        followers.put(listener.id(), follower);
        bySource.computeIfAbsent(listener.source(), none -> new ArrayList<>()).add(follower);
        return wishes();
    }

    @Override
    public Set<Wish> remove(Listener listener) {
        Follower gone = followers.remove(listener.id());
        if (gone != null) {
            byDomain.remove(gone);
            bySource.computeIfPresent(gone.listener().source(), (source, here) -> {
                here.remove(gone);
                return here.isEmpty() ? null : here;
            });
        }
        return wishes();
    }

    private Set<Wish> wishes() {
        Set<Wish> union = EnumSet.noneOf(Wish.class);
        followers.values().forEach(follower -> union.addAll(follower.listener().wishes()));
        return union;
    }

    @Override
    public List<Event> invalidated(Invalidation command) {
        if (followers.isEmpty()) {
            return List.of();
        }
        return switch (command) {
            case ContextInvalidation contexts -> contextsInvalidated(contexts);
            case IotlbInvalidation translations -> translationsInvalidated(translations);
        };
    }

    private List<Event> contextsInvalidated(ContextInvalidation command) {
        return switch (command.granularity()) {
            case DEVICE -> each(under(command.source(), command.functionMask()), (follower, events) -> {
                contextsGone(follower, command.domain());
                reread(follower, events);
            });
            case DOMAIN -> each(followers.values(), (follower, events) -> {
                boolean meant = follower.domains().contains(command.domain());
                contextsGone(follower, command.domain());
                if (meant || !follower.reading().equals(Optional.of(read(follower)))) {
                    reread(follower, events);
                }
            });
            default -> each(followers.values(), (follower, events) -> {
                if (follower instanceof DropFollower drops) {
                    drops.allContextsGone();
                }
                reread(follower, events);
            });
        };
    }

    /** What is done for one listener, and what it is told. */
    @FunctionalInterface
    private interface Step {
        void take(Follower follower, List<Event> events);
    }

    /** One listener that can't be followed keeps nobody else from being told. @throws FollowLimitException for those */
    private List<Event> each(Collection<Follower> concerned, Step step) {
        if (concerned.isEmpty()) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        Map<Listener, String> reasons = new LinkedHashMap<>();
        for (Follower follower : List.copyOf(concerned)) {
            int before = events.size();
            try {
                step.take(follower, events);
            } catch (Unfollowable e) {
                events.subList(before, events.size()).clear();
                remove(follower.listener());
                reasons.put(follower.listener(), e.getMessage());
            }
        }
        if (!reasons.isEmpty()) {
            throw new FollowLimitException(reasons, events);
        }
        return events;
    }

    /** The listeners of all sources that are the same under the function mask (Table 21). */
    private List<Follower> under(SourceId source, int functionMask) {
        List<Follower> found = new ArrayList<>();
        int ignored = FUNCTION_BITS[functionMask];
        for (int function = 0; function < 8; function++) {
            if ((function & ~ignored) == (source.function() & ~ignored)) {
                found.addAll(bySource.getOrDefault(SourceId.of(source.bus(), source.device(), function), List.of()));
            }
        }
        return found;
    }

    private static void contextsGone(Follower follower, DomainId domain) {
        if (follower instanceof DropFollower drops) {
            drops.contextsGone(domain);
        }
    }

    private void reread(Follower follower, List<Event> events) {
        if (follower.started()) {
            follower.reread(read(follower), events);
            byDomain.update(follower);
        }
    }

    private Reading read(Follower follower) {
        return translating ? Reading.of(contexts.lookUp(root, follower.listener().source())) : Reading.OFF;
    }

    private List<Event> translationsInvalidated(IotlbInvalidation command) {
        return switch (command.granularity()) {
            case PAGE -> {
                Range block = block(command);
                yield each(byDomain.of(command.domain()), (follower, events) -> tell(follower, block, events));
            }
            case DOMAIN -> each(byDomain.of(command.domain()), (follower, events) -> {
                tell(follower, Range.ALL, events);
                translationsGone(follower, command.domain());
            });
            default -> each(followers.values(), (follower, events) -> {
                tell(follower, Range.ALL, events);
                allTranslationsGone(follower);
            });
        };
    }

    /** 2^AM pages; the low AM bits of the page number are ignored (§6.5.2.3). */
    private static Range block(IotlbInvalidation command) {
        if (command.addressMask() >= ALL_ADDRESSES) {
            return Range.ALL;
        }
        long size = 1L << 12 + command.addressMask();
        return Range.of(command.address().alignedTo(size), size);
    }

    private static void tell(Follower follower, Range block, List<Event> events) {
        if (follower.started()) {
            follower.invalidated(block, events);
        }
    }

    private void translationsGone(Follower follower, DomainId domain) {
        if (follower instanceof DropFollower drops) {
            drops.translationsGone(domain);
            byDomain.update(follower);
        }
    }

    private void allTranslationsGone(Follower follower) {
        if (follower instanceof DropFollower drops) {
            drops.allTranslationsGone();
            byDomain.update(follower);
        }
    }

    @Override
    public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
        List<Event> events = new ArrayList<>();
        for (Follower follower : bySource.getOrDefault(source, List.of())) {
            if (follower.listener().wants(Wish.DEVICE_TLB)) {
                deviceTlb(follower.listener(), start, size, events);
            }
        }
        return events;
    }

    private static void deviceTlb(Listener to, Iova start, long size, List<Event> events) {
        Range block = size == 0 ? Range.ALL : Range.of(start.alignedTo(size), size);
        if (block.and(to.range()).equals(Optional.of(block))) {
            events.add(new Event.DeviceTlbInvalidated(to, block.first(), size));
        } else {
            block.and(to.range()).map(Block::of).orElse(List.of())
                    .forEach(b -> events.add(new Event.DeviceTlbInvalidated(to, b.start(), b.size())));
        }
    }

    @Override
    public List<Event> unitChanged(boolean translating, Gpa root) {
        this.translating = translating;
        this.root = root;
        return each(followers.values(), this::reread);
    }

    @Override
    public void served(SourceId source, DomainId domain) {
        for (Follower follower : bySource.getOrDefault(source, List.of())) {
            if (follower instanceof DropFollower drops && drops.served(domain)) {
                byDomain.add(follower, domain);
            }
        }
    }

    @Override
    public List<Event> replay(Listener listener) {
        Follower follower = followers.get(listener.id());
        if (follower == null) {
            throw new IllegalArgumentException("no listener " + listener.id());
        }
        return each(List.of(follower), (one, events) -> {
            one.replay(read(one), events);
            byDomain.update(one);
        });
    }
}
