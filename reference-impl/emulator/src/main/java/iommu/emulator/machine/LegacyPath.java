package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import java.util.Optional;

/**
 * A request's way through the rooms in legacy mode (§3.4.2).
 *
 * <pre>
 *  DmaRequest ─&gt; IOTLB ─hit────────────────────────────────────────┐
 *                  └miss─&gt; context cache ─miss─&gt; tables             │
 *                                └─context─&gt; prefix ─&gt; walk ─fill─&gt; Translated
 *                                      │Fault            │Fault
 *                                      └──────&gt; log &lt;────┘
 * </pre>
 */
final class LegacyPath {

    private final Rooms.Legacy rooms;
    private final AccessCheck check;
    private final Blocking blocking;
    private final Audience audience;
    private final boolean pagingStructureCaching;

    LegacyPath(Rooms.Legacy rooms, AccessCheck check, Blocking blocking, Audience audience, Options options) {
        this.rooms = rooms;
        this.check = check;
        this.blocking = blocking;
        this.audience = audience;
        this.pagingStructureCaching = options.pagingStructureCaching();
    }

    DmaOutcome translate(DmaRequest request, Gpa root) {
        if (request.kind() == RequestKind.UNTRANSLATED) { // of the others only the context entry says if they are served
            Optional<CachedTranslation> hit = rooms.cache()
                    .translation(request.source(), request.pasid(), request.address()); // §6.2.7
            Optional<WalkResult> said = hit.flatMap(entry -> check.fromHit(entry.result(), request));
            if (said.isPresent()) {
                audience.served(request.source(), hit.get().domain()); // what a cache has filled by itself was never read here
                return answer(request, said.get(), hit.get().silent()); // freedom {@code fpd-on-hit}: of the fill
            }
        }
        long epoch = rooms.cache().epoch(); // §6.5.4: before anything is read
        return switch (contextOf(request.source(), root, epoch)) {
            case Fault fault -> blocking.block(request, fault);
            case TranslationContext context -> through(context, request, epoch);
        };
    }

    private ContextResult contextOf(SourceId source, Gpa root, long epoch) {
        ContextResult result = rooms.cache().context(source).orElseGet(() -> {
            ContextResult read = rooms.context().lookUp(root, source);
            rooms.cache().fill(source, read, epoch);
            return read;
        });
        if (result instanceof TranslationContext context) {
            audience.served(source, context.domain());
        }
        return result;
    }

    private DmaOutcome through(TranslationContext context, DmaRequest request, long epoch) {
        if (!check.serves(context.type(), request.kind())) {
            return blocking.block(request,
                    Fault.of(FaultReason.REQUEST_TYPE_BLOCKED).withSilent(context.silent())); // §7.1.3 LCT.5
        }
        if (context.type() == TranslationType.PASS_THROUGH || request.kind() == RequestKind.TRANSLATED) {
            return unchanged(context, request); // §3.9, §4.2.5
        }
        return request.kind() == RequestKind.TRANSLATION ? grant(context, request, epoch)
                : answer(request, walk(context, request, request.access(), epoch), context.silent());
    }

    private WalkResult walk(TranslationContext context, DmaRequest request, Access access, long epoch) {
        WalkStart start = start(context, request.address());
        WalkResult result = rooms.walk().walk(start, request.address(), access);
        CachedTranslation entry =
                new CachedTranslation(context.domain(), context.silent(), AccessCheck.worthKeeping(result));
        rooms.cache().fill(request.source(), request.pasid(), request.address(), entry, epoch);
        if (pagingStructureCaching && result instanceof Mapping mapping) {
            fillPrefixes(context, start, mapping, epoch);
        }
        return result;
    }

    /** An address beyond the width of this context is walked from its top alone: another one's entries are not for it. */
    private WalkStart start(TranslationContext context, Iova address) {
        WalkStart top = context.walkStart();
        return pagingStructureCaching && address.value() >>> top.addressWidth() == 0
                ? rooms.cache().prefix(context.domain(), address).orElse(top) // §6.2.5
                : top;
    }

    private void fillPrefixes(TranslationContext context, WalkStart start, Mapping mapping, long epoch) {
        Rights rights = start.rights();
        for (WalkStep step : mapping.steps().subList(0, Math.max(0, mapping.steps().size() - 1))) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            rights = rights.and(Rights.of(entry.read(), entry.write())); // §6.2.5: the AND of all above
            WalkStart below =
                    new WalkStart(new Gpa(entry.address()), step.level() - 1, rights, start.addressWidth());
            rooms.cache().fill(context.domain(), mapping.page(), below, epoch);
        }
    }

    /**
     * A translation request asks for every right that there is (§4.2.3), so a denied write still leaves the read; for
     * the whole leaf, if no part of it is where interrupts go (freedom {@code granted-range}).
     */
    private DmaOutcome grant(TranslationContext context, DmaRequest request, long epoch) {
        if (check.inInterruptRange(request.address())) {
            return AccessCheck.grantOfInterruptRange(check.asksForNoWrite(request)); // §7.1.3 S.1, S.2
        }
        WalkResult result = walk(context, request, Access.WRITE, epoch);
        if (result instanceof Fault fault && fault.reason() == FaultReason.WRITE_DENIED) {
            result = walk(context, request, Access.READ, epoch);
        }
        return switch (result) {
            case Fault fault -> blocking.block(request, fault.withSilent(context.silent()));
            case Mapping mapping when check.touchesInterruptRange(mapping.frame(), mapping.size()) -> blocking.block(request,
                    Fault.of(FaultReason.INTERRUPT_RANGE_OUTPUT).withSilent(context.silent())); // §7.1.3 LGN.4
            case Mapping mapping -> new DmaOutcome.Granted(mapping.frame(), mapping.size(),
                    check.granted(mapping.rights(), request), mapping.snoop(), false);
        };
    }

    private DmaOutcome unchanged(TranslationContext context, DmaRequest request) {
        Gpa address = new Gpa(request.address().value());
        if (check.beyondHostWidth(address)) { // §7.1.3 LGN.1.2, LGN.1.3: HAW, not MGAW
            return blocking.block(request, Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH).withSilent(context.silent()));
        }
        if (check.inInterruptRange(request.address())) { // §7.1.3 LGN.4
            return blocking.block(request, Fault.of(FaultReason.INTERRUPT_RANGE_OUTPUT).withSilent(context.silent()));
        }
        return check.outsideProtectedMemory(address);
    }

    private DmaOutcome answer(DmaRequest request, WalkResult result, boolean silent) {
        return switch (result) {
            case Mapping mapping -> check.throughTables(mapping.translate(request.address()));
            case Fault fault -> blocking.block(request, fault.withSilent(silent));
        };
    }
}
