package iommu.emulator.cache;

import iommu.arch.CachedStaged;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.Map;
import java.util.Optional;

/**
 * The caches of scalable mode: three maps, each keyed by what its entries are looked up by; an invalidation goes through
 * the values by their tags (§6.2.1, Table 17).
 *
 * <pre>
 *  cache    looked up by                                        invalidated by
 *  context  source-id                                           source-id
 *  PASID    source-id, PASID                                    PASID, domain-id
 *  IOTLB    source-id, address, PASID of the request or none    domain-id, PGTT, PASID, address
 * </pre>
 *
 * <p>What a request without PASID has filled is found by such requests alone, but carries RID_PASID as its PASID tag
 * (§6.2.1). For each address of a source and PASID there is one IOTLB entry at most (freedom {@code cache-content}).
 * Not for use by several threads at once.
 */
public final class ScalableTaggedCache implements ScalableCache {

    private static final long PAGE = 1L << 12;

    /** What a page or a hole can span: entries of level 1 to 5. */
    private static final long[] SPANS = {PAGE, 1L << 21, 1L << 30, 1L << 39, 1L << 48};

    private final Capabilities capabilities;
    private final Tags tags;
    private final Map<SourceId, ScalableContextResult> contexts;
    private final Map<Process, PasidResult> entries;
    private final Map<Block, CachedStaged> iotlb;
    private long epoch;

    /** A PASID of a source. */
    private record Process(SourceId source, int pasid) {
    }

    /** The block of addresses that one IOTLB entry stands for. @param pasid that of the requests which may use it */
    private record Block(SourceId source, Pasid pasid, Iova start, long span) {
    }

    /** @param capacity the entries that each of the three caches keeps; 0 keeps nothing */
    public ScalableTaggedCache(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        this.tags = new Tags(capabilities);
        this.contexts = new RecentlyUsed<>(capacity);
        this.entries = new RecentlyUsed<>(capacity);
        this.iotlb = new RecentlyUsed<>(capacity);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<ScalableContextResult> context(SourceId source) {
        return Optional.ofNullable(contexts.get(source));
    }

    @Override
    public Optional<PasidResult> entry(SourceId source, int pasid) {
        return Optional.ofNullable(entries.get(new Process(source, pasid)));
    }

    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        for (long span : SPANS) {
            CachedStaged entry = iotlb.get(new Block(source, pasid, address.alignedTo(span), span));
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public void fill(SourceId source, ScalableContextResult entry, long epoch) {
        boolean allowed = entry instanceof ScalableContext || capabilities.cachingMode(); // §6.2.2
        if (allowed && epoch == this.epoch) {
            contexts.put(source, entry);
        }
    }

    @Override
    public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
        boolean allowed = entry instanceof PasidContext || capabilities.cachingMode(); // §6.2.3
        if (allowed && epoch == this.epoch) {
            entries.put(new Process(source, pasid), entry);
        }
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
        if (epoch != this.epoch) {
            return; // §6.5.4: an invalidation has overtaken the walk
        }
        switch (entry.result()) {
            case StagedMapping mapping -> keep(new Block(source, pasid, mapping.page(), mapping.size()),
                    new CachedStaged(entry.domain(), entry.pasid(), entry.type(), entry.silent(), mapping.withoutSteps()));
            case Fault fault -> {
                if (mayKeep(entry.type(), fault)) {
                    long span = Math.max(fault.holeSize(), PAGE);
                    keep(new Block(source, pasid, address.alignedTo(span), span), entry);
                }
            }
        }
    }

    /**
     * With CM=0 no faulting result, and never one that a first stage has part in (§6.2.4.1); of the others those that
     * every request to the address meets.
     */
    private boolean mayKeep(PasidType type, Fault fault) {
        boolean everyRequest = switch (fault.reason()) {
            case SECOND_STAGE_ACCESS_ERROR, SECOND_STAGE_NOT_PRESENT, SECOND_STAGE_RESERVED,
                    SECOND_STAGE_POINTER_ACCESS_ERROR, SCALABLE_ADDRESS_BEYOND_WIDTH -> true;
            default -> false;
        };
        return capabilities.cachingMode() && type == PasidType.SECOND_STAGE && everyRequest;
    }

    private void keep(Block block, CachedStaged entry) {
        iotlb.keySet().removeIf(old -> old.source().equals(block.source()) && old.pasid().equals(block.pasid())
                && Tags.sameBlock(old.start().value() ^ block.start().value(), old.span(), block.span()));
        iotlb.put(block, entry);
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        switch (command) {
            case ContextInvalidation devices -> contexts.keySet().removeIf(source -> covers(devices, source));
            case IotlbInvalidation pages ->
                iotlb.entrySet().removeIf(e -> covers(pages, e.getValue(), e.getKey().start(), e.getKey().span()));
        }
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        epoch++;
        switch (command) {
            case PasidCacheInvalidation processes ->
                entries.entrySet().removeIf(e -> covers(processes, e.getKey().pasid(), e.getValue()));
            case PasidIotlbInvalidation pages ->
                iotlb.entrySet().removeIf(e -> covers(pages, e.getValue(), e.getKey().start(), e.getKey().span()));
        }
    }

    /** The context cache has no domain tags: by domain is by nothing, and by device is by source-id alone (§6.5.2.1). */
    private static boolean covers(ContextInvalidation command, SourceId source) {
        return command.granularity() != Granularity.DEVICE || Tags.sameDevice(command, source);
    }

    private boolean covers(PasidCacheInvalidation command, int pasid, PasidResult entry) {
        DomainId tag = entry instanceof PasidContext context ? context.domain() : DomainId.ZERO; // §6.2.3
        return switch (command.scope()) { // §6.5.2.2
            case GLOBAL -> true;
            case DOMAIN -> tags.sameDomain(command.domain(), tag);
            case PASID -> tags.sameDomain(command.domain(), tag) && command.pasid() == pasid;
        };
    }

    private boolean covers(IotlbInvalidation command, CachedStaged entry, Iova start, long span) {
        return switch (command.granularity()) { // Table 23
            case GLOBAL -> true;
            case DOMAIN -> tags.sameDomain(command.domain(), entry.domain());
            default -> tags.sameDomain(command.domain(), entry.domain())
                    && (usesFirstStage(entry.type()) || tags.overlaps(command, start, span));
        };
    }

    private boolean covers(PasidIotlbInvalidation command, CachedStaged entry, Iova start, long span) {
        boolean sameProcess = tags.sameDomain(command.domain(), entry.domain()) && command.pasid() == entry.pasid();
        return sameProcess && (!command.pageSelective() // Table 24
                || usesFirstStage(entry.type()) && overlaps(command, start, span));
    }

    private static boolean usesFirstStage(PasidType type) {
        return type == PasidType.FIRST_STAGE || type == PasidType.NESTED;
    }

    /** The tag ends at bit 47 with 4 levels, at bit 56 with 5; what fits in the fewer may have come from either. */
    private static boolean overlaps(PasidIotlbInvalidation command, Iova start, long span) {
        boolean fits = start.value() << 16 >> 16 == start.value();
        long tagged = (1L << (fits ? 48 : 57)) - 1; // Table 18
        return Tags.sameBlock((start.value() ^ command.address().value()) & tagged, span, Tags.range(command.addressMask()));
    }
}
