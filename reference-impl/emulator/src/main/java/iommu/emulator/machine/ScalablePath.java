package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.CachedStaged;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.arch.seam.StagedWalk;
import java.util.Optional;

/**
 * A request's way through the rooms in scalable mode (§3.4.3).
 *
 * <pre>
 *  DmaRequest ─&gt; context ─&gt; IOTLB ─hit──────────────────────┐
 *                   │         └miss─&gt; PASID entry ─&gt; walk ─&gt; Translated
 *                   │Fault              │Fault        │Fault
 *                   └─────&gt; log &lt;───────┴─────────────┘
 * </pre>
 *
 * <p>The context entry comes first, for it says the PASID and privilege of a request that carries none.
 */
final class ScalablePath {

    private final Rooms.Scalable rooms;
    private final UnitState state;
    private final AccessCheck check;
    private final Blocking blocking;
    private final Audience audience;

    ScalablePath(Rooms.Scalable rooms, UnitState state, AccessCheck check, Blocking blocking, Audience audience) {
        this.rooms = rooms;
        this.state = state;
        this.check = check;
        this.blocking = blocking;
        this.audience = audience;
    }

    /** One request, and what the context entry makes of it. */
    private record Asked(DmaRequest request, ScalableContext context, long epoch) {

        int pasid() {
            return request.pasid().present() ? request.pasid().value() : context.ridPasid(); // §3.4.3
        }

        boolean executes() {
            return request.pasid().present() && request.execute(); // §3.4.1: ER is part of the PASID prefix
        }

        boolean supervisor() {
            return request.pasid().present() ? request.supervisor() : context.ridPrivilege(); // §9.4
        }
    }

    DmaOutcome translate(DmaRequest request, Gpa root) {
        long epoch = rooms.cache().epoch(); // §6.5.4: before anything is read
        return switch (contextOf(request.source(), root, epoch)) {
            case Fault fault -> blocking.block(request, fault);
            case ScalableContext context -> rooms.lookup().refusal(context, new Query(request.pasid(), purpose(request)))
                    .map(fault -> blocking.block(request, fault.withSilent(context.silent()))) // §7.1.3 SCT.5-10
                    .orElseGet(() -> through(new Asked(request, context, epoch)));
        };
    }

    /** The PASID entry that a page request is about, or why it is refused (§7.4.1). */
    PasidResult entryFor(DmaRequest page, Gpa root) {
        long epoch = rooms.cache().epoch();
        return switch (contextOf(page.source(), root, epoch)) {
            case Fault fault -> fault;
            case ScalableContext context -> rooms.lookup().refusal(context, new Query(page.pasid(), Purpose.PAGE_REQUEST))
                    .<PasidResult>map(fault -> fault.withSilent(context.silent()))
                    .orElseGet(() -> entryOf(new Asked(page, context, epoch)));
        };
    }

    private static Purpose purpose(DmaRequest request) {
        return switch (request.kind()) {
            case UNTRANSLATED -> Purpose.UNTRANSLATED;
            case TRANSLATION -> Purpose.TRANSLATION;
            case TRANSLATED -> Purpose.TRANSLATED;
        };
    }

    private ScalableContextResult contextOf(SourceId source, Gpa root, long epoch) {
        Optional<ScalableContextResult> cached = rooms.cache().context(source);
        if (cached.isPresent()) {
            return cached.get();
        }
        ScalableContextResult result = rooms.lookup().context(root, source);
        rooms.cache().fill(source, result, epoch);
        return result;
    }

    private DmaOutcome through(Asked asked) {
        DmaRequest request = asked.request();
        if (request.kind() == RequestKind.TRANSLATED) {
            return unchanged(asked, asked.context().silent()); // §4.2.5
        }
        if (request.kind() == RequestKind.UNTRANSLATED && !asked.executes()) {
            Optional<CachedStaged> hit = rooms.cache()
                    .translation(request.source(), request.pasid(), request.address()); // §6.2.7
            Optional<StagedResult> said = hit.flatMap(entry -> fromHit(entry, asked));
            if (said.isPresent()) {
                audience.served(request.source(), hit.get().domain(), hit.get().type());
                return answer(asked, said.get(), hit.get().silent());
            }
        }
        return switch (entryOf(asked)) {
            case Fault fault -> blocking.block(request, fault);
            case PasidContext entry -> through(asked, entry);
        };
    }

    /** @return with the FPD bits of every entry on the way, the context entry's too (§7.1.1) */
    private PasidResult entryOf(Asked asked) {
        SourceId source = asked.request().source();
        PasidResult result = rooms.cache().entry(source, asked.pasid()).orElseGet(() -> {
            PasidResult read = rooms.lookup().entry(loud(asked.context()), asked.pasid());
            rooms.cache().fill(source, asked.pasid(), read, asked.epoch());
            return read;
        });
        if (result instanceof PasidContext entry) {
            audience.served(source, entry.domain(), entry.type());
        }
        return switch (result) {
            case Fault fault -> fault.withSilent(fault.silent() || asked.context().silent());
            case PasidContext entry -> entry;
        };
    }

    /** FPD of the context entry is cached with that entry, not with what its directory leads to (§6.2.2, §6.2.3). */
    private static ScalableContext loud(ScalableContext c) {
        return new ScalableContext(c.directory(), c.directoryEntries(), c.ridPasid(), c.ridPrivilege(), c.deviceTlb(), c.pasid(),
                c.pageRequests(), c.translatedWithPasid(), false);
    }

    private DmaOutcome through(Asked asked, PasidContext entry) {
        boolean silent = asked.context().silent() || entry.silent();
        if (asked.executes()) {
            return blocking.block(asked.request(), Fault.of(FaultReason.PASID_EXECUTE_REQUESTED).withSilent(silent)); // SPT.5
        }
        if (entry.type() == PasidType.PASS_THROUGH) {
            if (asked.supervisor() && !entry.flags().supervisor()) { // SPT.6; freedom {@code supervisor-pass-through}
                return blocking.block(asked.request(),
                        Fault.of(FaultReason.SUPERVISOR_REQUEST_DISABLED).withSilent(silent));
            }
            return asked.request().kind() == RequestKind.TRANSLATION ? grantUnchanged(asked, entry, silent)
                    : unchanged(asked, silent); // §3.9
        }
        return asked.request().kind() == RequestKind.TRANSLATION ? grant(asked, entry, silent)
                : answer(asked, walk(asked, entry, asked.request().access()), silent);
    }

    private StagedResult walk(Asked asked, PasidContext entry, Access access) {
        DmaRequest request = asked.request();
        StagedWalk tables = state.separateRights ? rooms.separateRightsWalk() : rooms.walk();
        StagedResult result = tables.walk(entry, new StagedWalk.Request(request.address(), access, asked.supervisor()));
        rooms.cache().fill(request.source(), request.pasid(), request.address(), new CachedStaged(entry.domain(),
                asked.pasid(), entry.type(), asked.context().silent() || entry.silent(), worthKeeping(result)), asked.epoch());
        return result;
    }

    private static StagedResult worthKeeping(StagedResult result) {
        return result instanceof Fault fault && (fault.reason() == FaultReason.SCALABLE_WRITE_DENIED
                || fault.reason() == FaultReason.SCALABLE_READ_DENIED) ? AccessCheck.onePage(fault) : result;
    }

    /** A write through an entry whose dirty bit is not known to be set walks again and sets it (§3.6.2). */
    private Optional<StagedResult> fromHit(CachedStaged hit, Asked asked) {
        Access access = asked.request().access();
        return switch (hit.result()) {
            case StagedMapping mapping when !check.allows(mapping.rights(asked.supervisor()), access) -> denial(hit, mapping, asked);
            case StagedMapping mapping -> (mapping.writable() || !AccessCheck.writes(access))
                    && !check.inInterruptRange(mapping.translate(asked.request().address())) ? Optional.of(mapping) : Optional.empty();
            case Fault fault -> AccessCheck.concerns(fault, access) ? Optional.of(fault) : Optional.empty();
        };
    }

    /** Strict hits deny at once what R and W of a second stage alone deny; of other rights the entry doesn't say enough. */
    private Optional<StagedResult> denial(CachedStaged hit, StagedMapping mapping, Asked asked) {
        boolean certain = check.strictHits() && hit.type() == PasidType.SECOND_STAGE && !asked.supervisor();
        boolean write = AccessCheck.writes(asked.request().access()) && !mapping.user().write();
        return certain ? Optional.of(Fault.of(write ? FaultReason.SCALABLE_WRITE_DENIED : FaultReason.SCALABLE_READ_DENIED)) // SGN.6, SGN.7
                : Optional.empty();
    }

    private DmaOutcome answer(Asked asked, StagedResult result, boolean silent) {
        return switch (result) {
            case StagedMapping mapping -> check.throughTables(mapping.translate(asked.request().address()));
            case Fault fault -> blocking.block(asked.request(), fault.withSilent(silent));
        };
    }

    private DmaOutcome grant(Asked asked, PasidContext entry, boolean silent) {
        if (specialRange(asked)) {
            return AccessCheck.grantOfInterruptRange(check.asksForNoWrite(asked.request())); // §7.1.3 S.1, S.2
        }
        StagedResult result = walk(asked, entry, check.asksForNoWrite(asked.request()) ? Access.READ : Access.WRITE);
        if (result instanceof Fault fault && fault.reason() == FaultReason.SCALABLE_WRITE_DENIED) {
            result = walk(asked, entry, Access.READ); // §4.2.3: the right that is left
        }
        return switch (result) {
            case Fault fault -> blocking.block(asked.request(), fault.withSilent(silent));
            case StagedMapping mapping when check.touchesInterruptRange(mapping.frame(), mapping.size()) ->
                blocking.block(asked.request(),
                        Fault.of(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT).withSilent(silent)); // §7.1.3 SGN.8.2
            case StagedMapping mapping -> new DmaOutcome.Granted(mapping.frame(), mapping.size(),
                    check.granted(mapping.rights(asked.supervisor()), asked.request()), mapping.snoop(), false);
        };
    }

    private DmaOutcome grantUnchanged(Asked asked, PasidContext entry, boolean silent) {
        if (specialRange(asked)) {
            return AccessCheck.grantOfInterruptRange(check.asksForNoWrite(asked.request())); // §7.1.3 S.1, S.2
        }
        Gpa address = new Gpa(asked.request().address().value());
        if (check.beyondHostWidth(address)) {
            return blocking.block(asked.request(),
                    Fault.of(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH).withSilent(silent)); // §7.1.3 SGN.4.2
        }
        return check.identity(address, entry.flags().snoopedPages(), asked.request());
    }

    /** Only a request without PASID can mean an interrupt (§4.2.3). */
    private boolean specialRange(Asked asked) {
        return !asked.request().pasid().present() && check.inInterruptRange(asked.request().address());
    }

    private DmaOutcome unchanged(Asked asked, boolean silent) {
        Gpa address = new Gpa(asked.request().address().value());
        if (check.beyondHostWidth(address)) {
            return blocking.block(asked.request(),
                    Fault.of(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH).withSilent(silent)); // §7.1.3 SGN.4
        }
        if (check.inInterruptRange(address)) {
            return blocking.block(asked.request(),
                    Fault.of(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT).withSilent(silent)); // §7.1.3 SGN.8
        }
        return check.outsideProtectedMemory(address);
    }
}
