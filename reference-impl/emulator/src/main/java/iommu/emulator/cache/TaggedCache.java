package iommu.emulator.cache;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Map;
import java.util.Optional;

/**
 * Three maps, each keyed by what its entries are looked up by; an invalidation goes through the values by their tags
 * (§6.2.1, Table 17).
 *
 * <pre>
 *  cache              looked up by                  invalidated by
 *  context            source-id                     source-id, domain-id
 *  IOTLB              source-id, PASID, address     domain-id, address
 *  paging structure   domain-id, address            domain-id, address
 * </pre>
 *
 * <p>For each address of a source there is one IOTLB entry at most: the newest one takes the place of all that it
 * overlaps. Which legal entries are kept, and which go without need, is the unit's affair (freedom
 * {@code cache-content}). Not for use by several threads at once.
 */
public final class TaggedCache implements TranslationCache {

    /** What a page or a hole can span: entries of level 1 to 5. */
    private static final long[] SPANS = {1L << 12, 1L << 21, 1L << 30, 1L << 39, 1L << 48};

    private final Capabilities capabilities;
    private final Tags tags;
    private final Map<SourceId, ContextResult> contexts;
    private final Map<Block, CachedTranslation> iotlb;
    private final Map<Prefix, WalkStart> prefixes;
    private long epoch;

    /** The block of a source's addresses that one IOTLB entry stands for. */
    private record Block(SourceId source, Pasid pasid, Iova start, long span) {
    }

    /** The block of a domain's addresses that one paging-structure entry stands for. */
    private record Prefix(DomainId domain, Iova start, long span) {
    }

    /** @param capacity the entries that each of the three caches keeps; 0 keeps nothing */
    public TaggedCache(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        this.tags = new Tags(capabilities);
        this.contexts = new RecentlyUsed<>(capacity);
        this.iotlb = new RecentlyUsed<>(capacity);
        this.prefixes = new RecentlyUsed<>(capacity);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        for (long span : SPANS) {
            CachedTranslation entry = iotlb.get(new Block(source, pasid, address.alignedTo(span), span));
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return Optional.ofNullable(contexts.get(source)); // §6.2.2: by all 16 bits of the source-id
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        for (long span : SPANS) { // §6.2.7: the deepest first
            WalkStart entry = prefixes.get(new Prefix(domain, address.alignedTo(span), span));
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        if (epoch != this.epoch) {
            return; // §6.5.4: an invalidation has overtaken the walk
        }
        switch (entry.result()) {
            case Mapping mapping -> keep(new Block(source, pasid, mapping.page(), mapping.size()),
                    new CachedTranslation(entry.domain(), entry.silent(), mapping.withoutSteps()));
            case Fault fault -> {
                if (capabilities.cachingMode()) { // §6.1: with CM=0 no faulting result; else under its normal domain-id
                    long span = Math.max(fault.holeSize(), SPANS[0]);
                    keep(new Block(source, pasid, address.alignedTo(span), span), entry);
                }
            }
        }
    }

    private void keep(Block block, CachedTranslation entry) {
        iotlb.keySet().removeIf(old -> old.source().equals(block.source()) && old.pasid().equals(block.pasid())
                && Tags.sameBlock(old.start().value() ^ block.start().value(), old.span(), block.span()));
        iotlb.put(block, entry);
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        boolean allowed = entry instanceof TranslationContext || capabilities.cachingMode(); // §6.1
        if (allowed && epoch == this.epoch) {
            contexts.put(source, entry);
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        if (epoch == this.epoch && entry.level() >= 1 && entry.level() < SPANS.length) {
            long span = SPANS[entry.level()]; // an entry of level L + 1 points to a table of level L
            prefixes.put(new Prefix(domain, address.alignedTo(span), span), entry);
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        switch (command) {
            case ContextInvalidation devices ->
                contexts.entrySet().removeIf(e -> covers(devices, e.getKey(), e.getValue()));
            case IotlbInvalidation pages -> {
                iotlb.entrySet().removeIf(
                        e -> covers(pages, e.getValue().domain(), e.getKey().start(), e.getKey().span()));
                boolean leavesOnly = pages.granularity() == Granularity.PAGE && pages.leafOnly();
                if (!leavesOnly) { // §6.5.2.3: IH counts for a page-selective command only
                    prefixes.keySet().removeIf(p -> covers(pages, p.domain(), p.start(), p.span()));
                }
            }
        }
    }

    private boolean covers(ContextInvalidation command, SourceId source, ContextResult entry) {
        DomainId tag = entry instanceof TranslationContext context ? context.domain() : DomainId.ZERO; // §6.1
        if (command.granularity() == Granularity.GLOBAL) {
            return true;
        }
        return tags.sameDomain(command.domain(), tag)
                && (command.granularity() == Granularity.DOMAIN || Tags.sameDevice(command, source)); // by both, §6.5.2.1
    }

    private boolean covers(IotlbInvalidation command, DomainId tag, Iova start, long span) {
        if (command.granularity() == Granularity.GLOBAL) {
            return true;
        }
        return tags.sameDomain(command.domain(), tag)
                && (command.granularity() == Granularity.DOMAIN || tags.overlaps(command, start, span)); // §6.5.2.3
    }
}
