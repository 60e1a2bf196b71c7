package iommu.grade.handout.unit;

import iommu.arch.ContextResult;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.TranslationContext;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.CacheEntry;
import iommu.grade.told.RecordedRooms.Spell;
import iommu.scenario.Plan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What caches may hold in a case: whatever its tables were seen to say, under each of its domains. */
final class Blocks {

    private static final long[] SPANS = {1L << 12, 1L << 21, 1L << 30, 1L << 39, 1L << 48};

    private final Plan plan;
    private final boolean asFoundAlone;
    private final Set<CacheEntry> entries = new LinkedHashSet<>();
    private final Set<DomainId> domains = new LinkedHashSet<>(Set.of(DomainId.ZERO));

    /** @param asFoundAlone blocks of other sizes than any walk has found are left out */
    Blocks(Plan plan, boolean asFoundAlone) {
        this.plan = plan;
        this.asFoundAlone = asFoundAlone;
    }

    /** Whose entries they may be. Known once the {@link #entries} are. */
    Set<DomainId> domains() {
        return domains;
    }

    Set<CacheEntry> entries(Map<Stimulus, List<Spell>> lookups) {
        lookups.forEach((call, spells) -> spells.forEach(spell -> {
            if (call instanceof Stimulus.LookUpContext c && spell.answer() instanceof Answer.Context(ContextResult result)) {
                entries.add(CacheEntry.context(c.source(), result));
                entries.add(CacheEntry.context(c.source(), Fault.of(FaultReason.CONTEXT_NOT_PRESENT)));
                if (result instanceof TranslationContext context) {
                    domains.add(context.domain());
                }
            }
        }));
        lookups.forEach((call, spells) -> spells.forEach(spell -> {
            if (call instanceof Stimulus.Walk walk) {
                walked(walk, spell.answer());
            }
        }));
        if (!asFoundAlone) {
            plan.steps().forEach(step -> {
                if (step.stimulus() instanceof Stimulus.Dma(DmaRequest request)) {
                    everySize(request.address());
                }
            });
        }
        return entries;
    }

    private void everySize(Iova address) {
        for (long span : SPANS) {
            page(address, span);
            prefix(address, span);
        }
    }

    private void walked(Stimulus.Walk walk, Answer answer) {
        page(walk.address(), SPANS[0]);
        switch (answer) {
            case Answer.Walk(Mapping mapping) -> {
                page(mapping.page(), mapping.size());
                mapping.steps().forEach(step -> prefix(mapping.page(), SPANS[step.level() - 1]));
            }
            case Answer.Walk(Fault fault) -> page(walk.address(), Math.max(fault.holeSize(), SPANS[0]));
            default -> { }
        }
    }

    private void page(Iova address, long span) {
        domains.forEach(domain -> entries.add(CacheEntry.page(domain, address.alignedTo(span).value(), span)));
    }

    private void prefix(Iova address, long span) {
        if (span > SPANS[0]) {
            domains.forEach(domain -> entries.add(CacheEntry.prefix(domain, address.alignedTo(span).value(), span)));
        }
    }
}
