package iommu.emulator.adversary;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps everything that it may for as long as it may, and answers with the oldest (§6.2; freedom
 * {@code cache-content}).
 *
 * <p>Entries with the same tags live side by side; nothing goes but what an invalidation names; of a large entry only
 * the part that it names, the rest stays in fractions (§6.2.4.1). Under caching mode faults are kept too (§6.1). So
 * whoever forgets an invalidation sees the old translation, for sure, if it was ever used. Not for several threads.
 */
public class LazyCache implements TranslationCache {

    private record Requester(SourceId source, Pasid pasid) {
    }

    private final Capabilities capabilities;
    private final Reach reach;
    private final UpperLevels upperLevels;
    private final Choice choice;
    private final Hoard<SourceId, ContextResult> contexts = new Hoard<>();
    private final Hoard<Requester, CachedTranslation> translations = new Hoard<>();
    private final Hoard<DomainId, WalkStart> prefixes = new Hoard<>();
    private long epoch;

    /** A cache that keeps what it is offered. */
    public LazyCache(Capabilities capabilities) {
        this(capabilities, UpperLevels.NONE, Choice.FIRST);
    }

    /** @param tables where it finds the upper entries of walks that failed, which may be kept too (§6.2.5) */
    public LazyCache(Capabilities capabilities, TableMemory tables) {
        this(capabilities, new UpperLevels(tables), Choice.FIRST);
    }

    LazyCache(Capabilities capabilities, UpperLevels upperLevels, Choice choice) {
        this.capabilities = capabilities;
        this.reach = new Reach(capabilities);
        this.upperLevels = upperLevels;
        this.choice = choice;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return Hoard.chosen(translations.at(new Requester(source, pasid), address.value()), choice,
                Names.translation(source, pasid, address));
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return Hoard.chosen(contexts.at(source, 0), choice, Names.context(source));
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        List<WalkStart> deepestFirst = new ArrayList<>(prefixes.at(domain, address.value()));
        deepestFirst.sort(Comparator.comparingInt(WalkStart::level)); // §6.2.7
        return Hoard.chosen(deepestFirst, choice, Names.prefix(domain, address));
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        if (epoch != this.epoch) {
            return; // §6.5.4: an invalidation has overtaken the walk
        }
        switch (entry.result()) {
            case Mapping mapping -> keep(new Requester(source, pasid), Range.around(mapping.page(), mapping.size()),
                    new CachedTranslation(entry.domain(), entry.silent(), mapping.withoutSteps()));
            case Fault fault -> {
                keepAbove(source, entry.domain(), address, fault);
                if (capabilities.cachingMode()) { // §6.1
                    keep(new Requester(source, pasid), Range.around(address, fault.holeSize()), entry);
                }
            }
        }
    }

    private void keep(Requester requester, Range range, CachedTranslation entry) {
        if (choice.keeps(Names.translation(requester.source(), requester.pasid(), new Iova(range.start())))) {
            translations.add(requester, range, entry);
        }
    }

    /** §6.2.5: whatever ended the walk, the entries above were sound, and may be kept. */
    private void keepAbove(SourceId source, DomainId domain, Iova address, Fault fault) {
        if (context(source).orElse(null) instanceof TranslationContext context && context.domain().equals(domain)
                && context.type() != TranslationType.PASS_THROUGH) {
            WalkStart start = prefix(domain, address).orElseGet(context::walkStart);
            upperLevels.above(fault.level(), start, address).forEach(entry -> fill(domain, address, entry, epoch));
        }
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        boolean allowed = entry instanceof TranslationContext || capabilities.cachingMode(); // §6.1
        if (allowed && epoch == this.epoch && choice.keeps(Names.context(source))) {
            contexts.add(source, Range.ALL, entry);
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        if (epoch == this.epoch && choice.keeps(Names.prefix(domain, address))) {
            prefixes.add(domain, Range.around(address.value(), 12 + 9 * entry.level()), entry);
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        switch (command) {
            case ContextInvalidation devices -> contexts.remove((source, entry) -> covers(devices, source, entry), Range.ALL);
            case IotlbInvalidation pages -> {
                translations.cut((requester, entry) -> reach.names(pages, entry.domain()), reach.range(pages), LazyCache::part);
                if (pages.granularity() != Granularity.PAGE || !pages.leafOnly()) { // §6.5.2.3
                    prefixes.remove((domain, entry) -> reach.names(pages, domain), reach.range(pages));
                }
            }
        }
    }

    private boolean covers(ContextInvalidation command, SourceId source, ContextResult entry) {
        DomainId tag = entry instanceof TranslationContext context ? context.domain() : DomainId.ZERO; // §6.1
        return switch (command.granularity()) {
            case GLOBAL, PAGE -> true;
            case DOMAIN -> reach.sameDomain(command.domain(), tag);
            case DEVICE -> reach.sameDomain(command.domain(), tag) && Reach.sameSource(command, source); // §6.5.2.1: by both
        };
    }

    private static CachedTranslation part(CachedTranslation whole, Range left) {
        Iova start = new Iova(left.start());
        WalkResult part = switch (whole.result()) {
            case Mapping m -> new Mapping(start, m.translate(start), 1L << left.bits(), m.rights(), m.snoop(), List.of());
            case Fault f -> new Fault(f.reason(), f.level(), 1L << left.bits(), f.silent());
        };
        return new CachedTranslation(whole.domain(), whole.silent(), part);
    }
}
