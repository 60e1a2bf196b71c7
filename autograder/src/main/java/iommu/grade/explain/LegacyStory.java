package iommu.grade.explain;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.view.AccessPicture.Kind;
import java.util.List;
import java.util.Optional;

/** Tells a request in legacy mode: IOTLB, context cache, tables, in the order of §6.2.7. */
final class LegacyStory {

    private final Telling telling;
    private final Played played;
    private final DmaRequest request;
    private final DmaOutcome outcome;
    /** The IOTLB has given the answer: what follows is what the tables would say. */
    private boolean answered;

    private LegacyStory(Telling telling, Played played, DmaRequest request, DmaOutcome outcome) {
        this.telling = telling;
        this.played = played;
        this.request = request;
        this.outcome = outcome;
    }

    /** @param outcome what the unit is going to answer */
    static void tell(Telling telling, Played played, DmaRequest request, DmaOutcome outcome) {
        Optional<CachedTranslation> translation = request.kind() == RequestKind.UNTRANSLATED
                ? played.cache().translation(request.source(), request.pasid(), request.address()) : Optional.empty();
        Optional<ContextResult> context = played.cache().context(request.source());
        LegacyStory story = new LegacyStory(telling, played, request, outcome);
        ContextStops tables = new ContextStops(telling, request.source());
        if (translation.isPresent() && story.answers(translation.get().result())) {
            story.hit(translation.get());
            telling.stop(Kind.REMARK, "not read for this access: the tables as they are now", List.of(),
                    "What they say now need not be what they said when the entry was filled.");
            story.follow(story.read(tables), true);
        } else {
            story.miss(translation);
            story.contexts(tables, context);
        }
    }

    private boolean answers(WalkResult cached) {
        return switch (cached) {
            case Mapping m -> outcome.equals(new DmaOutcome.Translated(m.translate(request.address())));
            case Fault f -> outcome instanceof DmaOutcome.Blocked b && b.reason() == f.reason();
        };
    }

    private void hit(CachedTranslation entry) {
        int line = played.cache().filled(request.source(), request.address(), entry);
        telling.stop(Kind.HIT, "IOTLB: hit", List.of(said(entry.result()), "tagged with " + request.source() + " and domain "
                + entry.domain(), "filled by line " + line), "§6.2.4, Table 17: looked up by source-id and address; it may be "
                + "used until an invalidation covers it, whatever the tables say.");
        String rule = switch (entry.result()) {
            case Mapping m -> "§6.2.7: an IOTLB entry that grants the access answers it; no table is read.";
            case Fault f -> "§6.1: with caching mode a fault may be kept too. " + Rules.of(f.reason());
        };
        Ends.outcome(telling, outcome, rule);
        answered = true;
    }

    private static String said(WalkResult result) {
        return switch (result) {
            case Mapping m -> "page " + m.page() + " -> " + m.frame() + ", " + Ends.size(m.size()) + ", rights " + m.rights();
            case Fault f -> f.reason() + (f.holeSize() > 0 ? " for " + Ends.size(f.holeSize()) : "");
        };
    }

    private void miss(Optional<CachedTranslation> passedOver) {
        if (passedOver.isPresent()) {
            telling.stop(Kind.HIT, "IOTLB: an entry that does not answer this", List.of(said(passedOver.get().result())),
                    "§6.2.4: a unit may pass over an entry that withholds the right, and read the tables again "
                            + "(freedom denied-hit).");
        } else {
            boolean asked = request.kind() == RequestKind.UNTRANSLATED;
            telling.stop(Kind.MISS, asked ? "IOTLB: miss" : "IOTLB: not asked", List.of(),
                    asked ? "§6.2.4, Table 17: looked up by source-id and address."
                            : "§6.2.7: here it answers untranslated requests only.");
        }
    }

    private void contexts(ContextStops tables, Optional<ContextResult> cached) {
        if (cached.isEmpty()) {
            telling.stop(Kind.MISS, "context cache: miss", List.of(), "§6.2.2, Table 17: looked up by source-id.");
            follow(read(tables), true);
            return;
        }
        telling.stop(Kind.HIT, "context cache: hit", List.of(cached.get() instanceof TranslationContext c
                ? ContextStops.meaning(c) : ((Fault) cached.get()).reason().toString(),
                "filled by line " + played.cache().filled(request.source())),
                "§6.2.2, Table 17: looked up by source-id; root and context entry are not read.");
        follow(cached.get(), false);
    }

    private ContextResult read(ContextStops tables) {
        return tables.tell(played.memory(), played.capabilities(), played.registers().root(), request.source());
    }

    private void follow(ContextResult found, boolean told) {
        switch (found) {
            case Fault fault -> Ends.fault(telling, fault, told);
            case TranslationContext context -> through(context);
        }
    }

    private void through(TranslationContext context) {
        boolean served = request.kind() == RequestKind.UNTRANSLATED || context.type() == TranslationType.WITH_DEVICE_TLB;
        if (!served || request.kind() == RequestKind.TRANSLATED || context.type() == TranslationType.PASS_THROUGH) {
            if (served && Ends.protectedMemory(outcome)) {
                Ends.withoutReason(telling, "§11.4.8: it lies in protected memory.");
                return;
            }
            Ends.outcome(telling, outcome, !(outcome instanceof DmaOutcome.Translated) ? ""
                    : request.kind() == RequestKind.TRANSLATED ? "§4.2.3: the device had it translated before."
                    : "§3.9: the address passes as it is.");
            return;
        }
        WalkStops walk = new WalkStops(telling, played.memory(), played.capabilities(), context.walkStart(),
                new WalkStops.Asked(request.address(), request.access()));
        walk.tell();
        Ends.conclude(telling, answered, outcome, switch (walk.result()) {
            case Mapping m -> new DmaOutcome.Translated(m.translate(request.address()));
            case Fault f -> new DmaOutcome.Blocked(f.reason(), f.withSilent(context.silent()).suppressed());
        });
    }
}
