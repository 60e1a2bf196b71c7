package iommu.grade.explain;

import iommu.arch.CachedStaged;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.StagedMapping;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.view.AccessPicture.Kind;
import java.util.List;
import java.util.Optional;

/** Tells a request in scalable mode: context, IOTLB, PASID entry, stages (§3.4.3). */
final class ScalableStory {

    private final Telling telling;
    private final Played played;
    private final DmaRequest request;
    private final PasidStops tables;
    private Optional<CachedStaged> translation = Optional.empty();
    private Optional<PasidResult> cachedEntry = Optional.empty();
    private final DmaOutcome outcome;
    /** The IOTLB has given the answer: what follows is what the tables would say. */
    private boolean answered;

    private ScalableStory(Telling telling, Played played, DmaRequest request, DmaOutcome outcome) {
        this.outcome = outcome;
        this.telling = telling;
        this.played = played;
        this.request = request;
        this.tables = new PasidStops(telling, played, request.source());
    }

    /** @param outcome what the unit is going to answer */
    static void tell(Telling telling, Played played, DmaRequest request, DmaOutcome outcome) {
        ScalableStory story = new ScalableStory(telling, played, request, outcome);
        Optional<ScalableContextResult> context = played.scalable().context(request.source());
        if (request.kind() == RequestKind.UNTRANSLATED) {
            story.translation = played.scalable().translation(request.source(), request.pasid(), request.address());
        }
        ScalableContextResult found = context.orElseGet(() -> new PasidTableLookup(played.memory(), played.capabilities())
                .context(played.registers().root(), request.source()));
        if (found instanceof ScalableContext c) {
            story.cachedEntry = played.scalable().entry(request.source(), story.pasid(c));
        }
        story.contexts(context);
    }

    private int pasid(ScalableContext context) {
        return request.pasid().present() ? request.pasid().value() : context.ridPasid();
    }

    private void contexts(Optional<ScalableContextResult> cached) {
        ScalableContextResult found;
        if (cached.isPresent()) {
            found = cached.get();
            telling.stop(Kind.HIT, "context cache: hit", List.of(found instanceof ScalableContext c ? PasidStops.meaning(c)
                    : ((Fault) found).reason().toString()),
                    "§6.2.2, Table 17: looked up by source-id; root and context entry are not read.");
        } else {
            telling.stop(Kind.MISS, "context cache: miss", List.of(), "§6.2.2, Table 17: looked up by source-id.");
            found = tables.context(played.registers().root(), request.source());
        }
        switch (found) {
            case Fault fault -> Ends.fault(telling, fault, cached.isEmpty());
            case ScalableContext context -> through(context);
        }
    }

    private void through(ScalableContext context) {
        Purpose purpose = Purpose.valueOf(request.kind().name());
        Optional<Fault> refused = new PasidTableLookup(played.memory(), played.capabilities())
                .refusal(context, new Query(request.pasid(), purpose));
        if (refused.isPresent() || request.kind() == RequestKind.TRANSLATED) {
            Ends.outcome(telling, outcome, outcome instanceof DmaOutcome.Translated ? "§4.2.5: it was translated before." : "");
            return;
        }
        if (translation.isPresent() && answers(translation.get())) {
            hit(translation.get());
            telling.stop(Kind.REMARK, "not read for this access: the tables as they are now", List.of(),
                    "What they say now need not be what they said when the entry was filled.");
            follow(tables.entry(context, pasid(context)), context, true);
            return;
        }
        boolean asked = request.kind() == RequestKind.UNTRANSLATED;
        telling.stop(Kind.MISS, "IOTLB: " + (!asked ? "not asked" : translation.isPresent() ? "an entry that does not answer this"
                : "miss"), List.of(), asked ? "§6.2.4, Table 17: looked up by source-id, PASID and address."
                : "§6.2.7: here it answers untranslated requests only.");
        if (cachedEntry.isPresent()) {
            telling.stop(Kind.HIT, "PASID cache: hit", List.of(cachedEntry.get() instanceof PasidContext c
                    ? PasidStops.meaning(c) : ((Fault) cachedEntry.get()).reason().toString()),
                    "§6.2.3, Table 17: looked up by source-id and PASID.");
            follow(cachedEntry.get(), context, false);
        } else {
            telling.stop(Kind.MISS, "PASID cache: miss", List.of(), "§6.2.3, Table 17: looked up by source-id and PASID.");
            follow(tables.entry(context, pasid(context)), context, true);
        }
    }

    private boolean answers(CachedStaged cached) {
        return switch (cached.result()) {
            case StagedMapping m -> outcome.equals(new DmaOutcome.Translated(m.translate(request.address())));
            case Fault f -> outcome instanceof DmaOutcome.Blocked b && b.reason() == f.reason();
        };
    }

    private void hit(CachedStaged entry) {
        String said = switch (entry.result()) {
            case StagedMapping m -> "page " + m.page() + " -> " + m.frame() + ", " + Ends.size(m.size()) + ", rights " + m.user();
            case Fault f -> f.reason().toString();
        };
        telling.stop(Kind.HIT, "IOTLB: hit", List.of(said, "tagged with " + request.source() + ", PASID "
                + Telling.hex(entry.pasid()) + " and domain " + entry.domain()),
                "§6.2.4, Table 17: it may be used until an invalidation covers it, whatever the tables say.");
        Ends.outcome(telling, outcome, "§6.2.7: an IOTLB entry that grants the access answers it.");
        answered = true;
    }

    private void follow(PasidResult found, ScalableContext context, boolean told) {
        switch (found) {
            case Fault fault -> Ends.fault(telling, fault, told);
            case PasidContext entry when request.execute() -> Ends.outcome(telling, outcome, "");
            case PasidContext entry when entry.type() == PasidType.PASS_THROUGH -> {
                if (Ends.protectedMemory(outcome)) {
                    Ends.withoutReason(telling, "§11.4.8: it lies in protected memory.");
                } else if (!answered) {
                    Ends.outcome(telling, outcome,
                            outcome instanceof DmaOutcome.Translated ? "§3.9: the address passes as it is." : "");
                }
            }
            case PasidContext entry -> {
                boolean supervisor = request.pasid().present() ? request.supervisor() : context.ridPrivilege();
                StagedStops walk = new StagedStops(telling, played, entry,
                        new Request(request.address(), request.access(), supervisor));
                boolean silent = context.silent() || entry.silent();
                walk.tell(silent);
                Ends.conclude(telling, answered, outcome, switch (walk.result()) {
                    case StagedMapping m -> new DmaOutcome.Translated(m.translate(request.address()));
                    case Fault f -> new DmaOutcome.Blocked(f.reason(), f.withSilent(silent).suppressed());
                });
            }
        }
    }
}
