package iommu.guest;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Table 28 as code: whether the invalidations completed since a change are those that the guidance asks for it, in
 * its order (§6.5.3.3, §6.2.2.1). One-directional: what is covered leaves one outcome, while what is not covered may
 * happen to do no harm.
 *
 * @param unit says whether caching mode is on
 */
public record Covers(Capabilities unit) {

    /**
     * Whether the guidance for this change is met.
     *
     * @param completed the invalidations completed since the change, in the order of their completion
     */
    public boolean covers(Change change, List<Invalidation> completed) {
        if (!change.before().sound() && !unit.cachingMode()) {
            return true; // §6.5.3.3: what was absent or erroneous needs none with CM=0
        }
        return switch (change) {
            case Change.Root root -> inOrder(completed, Covers::globalContext, Covers::globalTranslation);
            case Change.Context context -> contextCovered(context, completed);
            case Change.Paging paging -> paging.domains().stream().allMatch(d -> pagingCovered(paging, d, completed));
            case Change.Reuse(DomainId domain) -> inOrder(completed, Covers::globalContext, Covers::globalTranslation)
                    || inOrder(completed, i -> contexts(i, domain), i -> translations(i, domain));
        };
    }

    private boolean contextCovered(Change.Context change, List<Invalidation> completed) {
        if (inOrder(completed, Covers::globalContext, Covers::globalTranslation)) {
            return true;
        }
        // §6.5.2.1: source-id and domain-id must match; §6.2.2: an entry that faults is tagged with domain-id 0.
        DomainId tag = change.before().sound() ? change.domain() : DomainId.ZERO;
        Set<DomainId> domains = new LinkedHashSet<>(change.domains());
        domains.add(change.domain());
        // §6.2.2.1: serially, as stale contexts tag new translations; a coarser step may stand for the device-selective one,
        // but what follows must be as coarse: a global one is dealt with above.
        return domains.stream().allMatch(d -> inOrder(completed, i -> device(i, change.source(), tag) || contexts(i, tag),
                i -> translations(i, d)));
    }

    private static boolean pagingCovered(Change.Paging change, DomainId domain, List<Invalidation> completed) {
        // §6.5.2.3, §6.5.3.3: IH=1 leaves paging-structure entries, and with CM=1 negative ones: only for a leaf that
        // no paging-structure entry can have stood for.
        boolean hintHarmless = change.level() == 1 || change.before() == Change.Entry.LEAF && change.after() == Change.Entry.LEAF;
        List<Change.Block> ranges = new ArrayList<>();
        for (Invalidation i : completed) {
            if (translations(i, domain)) {
                return true;
            }
            if (i instanceof IotlbInvalidation p && p.granularity() == Granularity.PAGE && p.domain().equals(domain)
                    && (hintHarmless || !p.leafOnly())) {
                ranges.add(new Change.Block(p.address(), Math.min(51, p.addressMask())));
            }
        }
        // §6.5.3.3: each page that used the entry, AM >= 9 or 18 for large leaves; at least one, if none did.
        return ranges.stream().anyMatch(r -> overlap(r, change.range()))
                && change.pages().stream().allMatch(p -> hold(ranges, p));
    }

    private static boolean overlap(Change.Block one, Change.Block other) {
        return (one.start().value() ^ other.start().value()) >>> 12 + Math.max(one.order(), other.order()) == 0;
    }

    /** Whether the ranges together hold the block. */
    public static boolean hold(List<Change.Block> ranges, Change.Block block) {
        List<Change.Block> inside = ranges.stream().filter(r -> overlap(r, block)).toList();
        if (inside.stream().anyMatch(r -> r.order() >= block.order())) {
            return true;
        }
        return !inside.isEmpty() && hold(inside, new Change.Block(block.start(), block.order() - 1))
                && hold(inside, new Change.Block(block.start().plus(4096L << block.order() - 1), block.order() - 1));
    }

    private static boolean inOrder(List<Invalidation> completed, Predicate<Invalidation> first, Predicate<Invalidation> then) {
        boolean begun = false;
        for (Invalidation i : completed) {
            if (begun && then.test(i)) {
                return true;
            }
            begun |= first.test(i);
        }
        return false;
    }

    private static boolean globalContext(Invalidation i) {
        return i instanceof ContextInvalidation && i.granularity() == Granularity.GLOBAL;
    }

    private static boolean globalTranslation(Invalidation i) {
        return i instanceof IotlbInvalidation && i.granularity() == Granularity.GLOBAL;
    }

    private static boolean contexts(Invalidation i, DomainId domain) {
        return i instanceof ContextInvalidation c && c.granularity() == Granularity.DOMAIN && c.domain().equals(domain);
    }

    private static boolean device(Invalidation i, SourceId source, DomainId tag) {
        int ignored = i instanceof ContextInvalidation c ? switch (c.functionMask()) { // Table 21
            case 1 -> 4;
            case 2 -> 6;
            case 3 -> 7;
            default -> 0;
        } : 0;
        return i instanceof ContextInvalidation c && c.granularity() == Granularity.DEVICE && c.domain().equals(tag)
                && (c.source().value() | ignored) == (source.value() | ignored);
    }

    /** All translations and paging-structure entries of the domain. */
    private static boolean translations(Invalidation i, DomainId domain) {
        return globalTranslation(i) || i instanceof IotlbInvalidation t && t.granularity() == Granularity.DOMAIN && t.domain().equals(domain);
    }
}
