package iommu.emulator.adversary;

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
import iommu.arch.StagedResult;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.seam.ScalableCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The twin of {@link LazyCache} for scalable mode: keeps everything that it may, and answers with the oldest (§6.2). */
public class LazyScalableCache implements ScalableCache {

    private record Process(SourceId source, int pasid) {
    }

    private record Requester(SourceId source, Pasid pasid) {
    }

    private final Capabilities capabilities;
    private final Reach reach;
    private final Choice choice;
    private final Hoard<SourceId, ScalableContextResult> contexts = new Hoard<>();
    private final Hoard<Process, PasidResult> entries = new Hoard<>();
    private final Hoard<Requester, CachedStaged> translations = new Hoard<>();
    private long epoch;

    public LazyScalableCache(Capabilities capabilities) {
        this(capabilities, Choice.FIRST);
    }

    LazyScalableCache(Capabilities capabilities, Choice choice) {
        this.capabilities = capabilities;
        this.reach = new Reach(capabilities);
        this.choice = choice;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<ScalableContextResult> context(SourceId source) {
        return Hoard.chosen(contexts.at(source, 0), choice, Names.context(source));
    }

    @Override
    public Optional<PasidResult> entry(SourceId source, int pasid) {
        return Hoard.chosen(entries.at(new Process(source, pasid), 0), choice, Names.entry(source, pasid));
    }

    /** §6.2.1: requests with PASID may also use what those without one have made, if it was made for that PASID. */
    @Override
    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
        List<CachedStaged> candidates = new ArrayList<>(translations.at(new Requester(source, pasid), address.value()));
        if (pasid.present()) {
            translations.at(new Requester(source, Pasid.NONE), address.value()).stream()
                    .filter(entry -> entry.pasid() == pasid.value()).forEach(candidates::add);
        }
        return Hoard.chosen(candidates, choice, Names.translation(source, pasid, address));
    }

    @Override
    public void fill(SourceId source, ScalableContextResult entry, long epoch) {
        boolean allowed = entry instanceof ScalableContext || capabilities.cachingMode(); // §6.2.2
        if (allowed && epoch == this.epoch && choice.keeps(Names.context(source))) {
            contexts.add(source, Range.ALL, entry);
        }
    }

    @Override
    public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
        boolean allowed = entry instanceof PasidContext || capabilities.cachingMode(); // §6.2.3
        if (allowed && epoch == this.epoch && choice.keeps(Names.entry(source, pasid))) {
            entries.add(new Process(source, pasid), Range.ALL, entry);
        }
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
        Range range = switch (entry.result()) {
            case StagedMapping mapping -> Range.around(mapping.page(), mapping.size());
            case Fault fault -> Range.around(address, fault.holeSize());
        };
        boolean allowed = !(entry.result() instanceof Fault fault) || mayKeep(entry.type(), fault);
        if (allowed && epoch == this.epoch && choice.keeps(Names.translation(source, pasid, new Iova(range.start())))) {
            translations.add(new Requester(source, pasid), range, withoutSteps(entry));
        }
    }

    /** §6.1, §6.2.4.1: faults of a second stage alone, under caching mode; those that the entries met cause for everybody. */
    private boolean mayKeep(PasidType type, Fault fault) {
        return capabilities.cachingMode() && type == PasidType.SECOND_STAGE && switch (fault.reason()) {
            case SECOND_STAGE_ACCESS_ERROR, SECOND_STAGE_NOT_PRESENT, SECOND_STAGE_RESERVED, SECOND_STAGE_POINTER_ACCESS_ERROR,
                    SCALABLE_ADDRESS_BEYOND_WIDTH, SCALABLE_WRITE_DENIED, SCALABLE_READ_DENIED,
                    SCALABLE_INTERRUPT_RANGE_OUTPUT -> true;
            default -> false;
        };
    }

    private static CachedStaged withoutSteps(CachedStaged entry) {
        return entry.result() instanceof StagedMapping mapping ? with(entry, mapping.withoutSteps()) : entry;
    }

    private static CachedStaged with(CachedStaged entry, StagedResult result) {
        return new CachedStaged(entry.domain(), entry.pasid(), entry.type(), entry.silent(), result);
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        switch (command) {
            case ContextInvalidation devices -> contexts.remove((source, entry) ->
                    devices.granularity() != Granularity.DEVICE || Reach.sameSource(devices, source), Range.ALL); // §6.5.2.1
            case IotlbInvalidation pages -> { // Table 23: by page, what a first stage has part in goes at any address
                translations.cut((who, entry) -> reach.names(pages, entry.domain()) && !usesFirstStage(entry),
                        reach.range(pages), LazyScalableCache::part);
                translations.remove((who, entry) -> reach.names(pages, entry.domain()) && usesFirstStage(entry), Range.ALL);
            }
        }
    }

    @Override
    public void invalidate(ScalableInvalidation command) {
        epoch++;
        switch (command) {
            case PasidCacheInvalidation processes ->
                entries.remove((process, entry) -> covers(processes, process.pasid(), entry), Range.ALL);
            case PasidIotlbInvalidation pages -> translations.cut((who, entry) -> reach.sameDomain(pages.domain(), entry.domain())
                    && pages.pasid() == entry.pasid() && (usesFirstStage(entry) || !pages.pageSelective()), // Table 24
                    Reach.range(pages), LazyScalableCache::part);
        }
    }

    private boolean covers(PasidCacheInvalidation command, int pasid, PasidResult entry) {
        DomainId tag = entry instanceof PasidContext context ? context.domain() : DomainId.ZERO; // §6.2.3
        return switch (command.scope()) { // §6.5.2.2
            case GLOBAL -> true;
            case DOMAIN -> reach.sameDomain(command.domain(), tag);
            case PASID -> reach.sameDomain(command.domain(), tag) && command.pasid() == pasid;
        };
    }

    private static boolean usesFirstStage(CachedStaged entry) {
        return entry.type() == PasidType.FIRST_STAGE || entry.type() == PasidType.NESTED;
    }

    private static CachedStaged part(CachedStaged whole, Range left) {
        Iova start = new Iova(left.start());
        return with(whole, switch (whole.result()) {
            case StagedMapping m -> new StagedMapping(start, m.translate(start), 1L << left.bits(), m.user(), m.supervisor(),
                    m.snoop(), m.writable(), List.of());
            case Fault f -> new Fault(f.reason(), f.level(), 1L << left.bits(), f.silent());
        });
    }
}
