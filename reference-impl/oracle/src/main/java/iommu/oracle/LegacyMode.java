package iommu.oracle;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.format.RootEntry;
import iommu.arch.seam.MappingNotifier;
import iommu.oracle.ContextReading.Accepted;
import iommu.oracle.ContextReading.Rejected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requests in legacy mode: context entry, then second stage or pass-through (§3.4.2). */
final class LegacyMode implements Mode {

    /** One way to translate an address through this context. */
    private record Attempt(TranslationContext context, Descent descent) {
    }

    private final World world;
    private final ContextRules rules;
    private final Descents descents;
    private final Replies replies;

    LegacyMode(World world) {
        this.world = world;
        rules = new ContextRules(world.unit);
        descents = new Descents(world);
        replies = new Replies(world.walks, false);
    }

    @Override
    public Set<DmaOutcome> request(DmaRequest request) {
        if (request.pasid().present()) {
            return Set.of(Replies.fault(request.kind(), FaultReason.PASID_REQUEST_IN_LEGACY_MODE, false)); // RTA.2
        }
        Map<ContextReading, Timelines> readings = readings(request.source(), world.may);
        List<Attempt> attempts = attempts(request.kind(), readings, request.address(), world.may);
        Set<DmaOutcome> outcomes = outcomes(request, readings, attempts);
        fillContexts(request.source(), readings, world.may);
        Content.Ask ask = new Content.Ask(request.access(), false);
        for (Attempt attempt : attempts) {
            long offset = request.address().value() - attempt.descent().block().start().value();
            // §6.2.4.1: with CM=0 a request that faults leaves nothing in the IOTLB.
            Content content = attempt.descent().content();
            boolean translates = request.kind() == RequestKind.TRANSLATION ? content.usable(attempt.descent().block())
                    : content.translates(world.walks, ask, offset);
            fill(request.source(), attempt, translates, world.may);
        }
        return outcomes;
    }

    @Override
    public boolean prefetch(Requester who, Iova page, May into) {
        if (who.pasid().present()) {
            return false;
        }
        Map<ContextReading, Timelines> readings = readings(who.source(), into);
        fillContexts(who.source(), readings, into);
        boolean news = false;
        for (Attempt attempt : attempts(RequestKind.UNTRANSLATED, readings, page, into)) {
            // A fetch for whatever access the entry allows, somewhere in the block.
            news |= fill(who.source(), attempt, attempt.descent().content().usable(attempt.descent().block()), into);
        }
        return news;
    }

    @Override
    public Set<Treatment> treatments(SourceId source, May may) {
        Set<Treatment> treatments = new LinkedHashSet<>();
        readings(source, may).keySet().forEach(reading -> treatments.add(treatment(reading)));
        return treatments;
    }

    private static Treatment treatment(ContextReading reading) {
        return reading instanceof Accepted(TranslationContext context)
                ? new Treatment(context.type() == TranslationType.PASS_THROUGH ? MappingNotifier.Mode.IDENTITY // §3.9
                        : MappingNotifier.Mode.TRANSLATED, Optional.of(context.domain()))
                : Treatment.BLOCKED;
    }

    @Override
    public boolean current(May.ContextEntry entry) {
        return rules.readings(world.memory, world.root(), entry.source()).contains(entry.reading());
    }

    @Override
    public Set<May.Prefix> current(Set<Requester> sources, Iova page) {
        Set<ContextReading> readings = new LinkedHashSet<>();
        sources.forEach(s -> readings.addAll(rules.readings(world.memory, world.root(), s.source())));
        Set<May.Prefix> current = new LinkedHashSet<>();
        for (ContextReading reading : readings) {
            if (reading instanceof Accepted(TranslationContext context) && context.type() != TranslationType.PASS_THROUGH
                    && !world.walks.beyond(page, 12 + 9 * context.levels())) {
                current.addAll(descents.met(tables(context), page));
            }
        }
        return current;
    }

    private void readWhole(Gpa entry) {
        world.read(entry);
        world.read(entry.plus(8));
    }

    /** What the source's context may be taken to say: by memory now, or by a context-cache entry. */
    private Map<ContextReading, Timelines> readings(SourceId source, May may) {
        Map<ContextReading, Timelines> readings = new LinkedHashMap<>();
        Gpa rootEntry = ContextRules.rootEntryAt(world.root(), source);
        readWhole(rootEntry);
        world.memory.views128(rootEntry, world.unit.coherent()).forEach(
                view -> view.ifPresent(bits -> readWhole(ContextRules.contextEntryAt(new RootEntry(bits), source))));
        rules.readings(world.memory, world.root(), source).forEach(r -> readings.put(r, world.open.live()));
        may.contexts(source).forEach((entry, when) -> readings.merge(entry.reading(), when, Timelines::or));
        return readings;
    }

    private List<Attempt> attempts(RequestKind kind, Map<ContextReading, Timelines> readings, Iova address, May may) {
        List<Attempt> attempts = new ArrayList<>();
        readings.forEach((reading, when) -> {
            boolean walked = kind != RequestKind.TRANSLATED && !refuses(kind, reading);
            if (walked && reading instanceof Accepted(TranslationContext context)) {
                attempt(context, when, address, may).forEach(d -> attempts.add(new Attempt(context, d)));
            }
        });
        return attempts;
    }

    private List<Descent> attempt(TranslationContext context, Timelines when, Iova address, May may) {
        if (context.type() == TranslationType.PASS_THROUGH) {
            boolean beyond = address.value() >>> world.unit.hostAddressWidth() != 0; // LGN.1.3
            Block block = Block.of(address, beyond ? 12 : World.IDENTITY_BITS);
            Content content = beyond ? Content.BEYOND : Content.identity(block, Content.Guard.LEGACY, false);
            return List.of(new Descent(when, block, content));
        }
        return world.walks.beyond(address, 12 + 9 * context.levels())
                ? List.of(new Descent(when, Block.of(address, 12), Content.BEYOND)) // LGN.1.1
                : descents.of(tables(context), when, address, may);
    }

    private Descents.Tables tables(TranslationContext context) {
        return new Descents.Tables(Tag.plain(context.domain()), context.walkStart(),
                new SecondStage.View(world.unit.coherent(), false), Content.Guard.LEGACY, false, false);
    }

    private Set<DmaOutcome> outcomes(DmaRequest request, Map<ContextReading, Timelines> readings, List<Attempt> attempts) {
        RequestKind kind = request.kind();
        Iova address = request.address();
        Content.Ask ask = new Content.Ask(request.access(), false);
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        boolean served = kind == RequestKind.UNTRANSLATED;
        for (ContextReading reading : readings.keySet()) {
            if (reading instanceof Rejected rejected) {
                outcomes.add(Replies.fault(kind, rejected.result().reason(), reading.silent()));
                int limit = rejected.limit();
                if (kind != RequestKind.TRANSLATED && limit < 64 && address.value() >>> limit != 0) {
                    // Freedom: LCT.3, LCT.4 and LGN.1 have no order.
                    outcomes.add(Replies.fault(kind, FaultReason.ADDRESS_BEYOND_WIDTH, reading.silent()));
                }
            } else if (refuses(kind, reading)) {
                outcomes.add(Replies.fault(kind, FaultReason.REQUEST_TYPE_BLOCKED, reading.silent())); // LCT.5
            } else if (kind == RequestKind.TRANSLATED) {
                outcomes.add(unchanged(address, reading.silent()));
            } else {
                served = true;
            }
        }
        for (Attempt a : attempts) {
            replies.tell(kind, a.descent().content(), a.descent().block(), address, ask, a.context().silent(), outcomes);
        }
        if (served) {
            boolean silent = readings.keySet().stream().anyMatch(ContextReading::silent);
            boolean loud = readings.keySet().stream().anyMatch(now -> !now.silent());
            // Freedom: rights may be enforced from a hit, or the hit passed over; both are in the set.
            world.may.translations(request.source(), address, (entry, when) -> {
                // Freedom: FPD of a fault found on a hit is that of the fill or that of now.
                if (silent || entry.silent()) {
                    replies.tell(kind, entry.content(), entry.block(), address, ask, true, outcomes);
                }
                if (loud || !entry.silent()) {
                    replies.tell(kind, entry.content(), entry.block(), address, ask, false, outcomes);
                }
            });
        }
        return outcomes;
    }

    /** LCT.5: only type 01b serves a device-TLB. */
    private static boolean refuses(RequestKind kind, ContextReading reading) {
        return kind != RequestKind.UNTRANSLATED && reading instanceof Accepted(TranslationContext context)
                && context.type() != TranslationType.WITH_DEVICE_TLB;
    }

    /** §4.2.5: a translated request, whose context entry lets it pass. Of those into FEEx_xxxxh nothing is said. */
    private DmaOutcome unchanged(Iova address, boolean silent) {
        return address.value() >>> world.unit.hostAddressWidth() != 0
                ? Replies.fault(RequestKind.TRANSLATED, FaultReason.ADDRESS_BEYOND_WIDTH, silent) // LGN.1.2
                : new DmaOutcome.Translated(new Gpa(address.value()));
    }

    /**
     * Freedom: a context entry whose top table can't be read (LCT.4.3) counts as sound here; the fault is the walk's.
     */
    private void fillContexts(SourceId source, Map<ContextReading, Timelines> readings, May may) {
        for (var reading : readings.entrySet()) {
            if (world.unit.cachingMode() || reading.getKey().sound()) { // §6.2.2, L1
                may.add(new May.ContextEntry(source, reading.getKey()), reading.getValue());
            }
        }
    }

    private boolean fill(SourceId source, Attempt attempt, boolean translates, May may) {
        Descent descent = attempt.descent();
        Tag tag = Tag.plain(attempt.context().domain());
        world.used(tag);
        boolean news = world.keep(descent, may);
        if (translates || world.unit.cachingMode()) { // §6.2.4.1, L1
            may.add(new May.Translation(source, Pasid.NONE, tag, descent.block(),
                    descent.content(), attempt.context().silent()), descent.when());
        }
        return news;
    }
}
