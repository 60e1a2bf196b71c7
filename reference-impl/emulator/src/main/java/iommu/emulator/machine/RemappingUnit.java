package iommu.emulator.machine;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
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
import iommu.arch.register.TableMode;
import iommu.arch.seam.DmaPort;
import iommu.arch.trace.TraceEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The unit: a request goes through cache, context, prefix and walk; a register write becomes effects, and effects
 * become calls of rooms.
 *
 * <pre>
 *  DmaRequest ─&gt; IOTLB ─hit────────────────────────────────────────┐
 *                  └miss─&gt; context cache ─miss─&gt; tables             │
 *                                └─context─&gt; prefix ─&gt; walk ─fill─&gt; Translated
 *                                      │Fault            │Fault
 *                                      └──────&gt; log &lt;────┘
 * </pre>
 *
 * <p>Legacy mode only: with any other RTADDR.TTM every request faults. Never throws, whatever the guest does.
 */
public final class RemappingUnit implements DmaPort {

    private final Rooms rooms;
    private final Surroundings outside;
    private final AccessCheck check;
    private final boolean pagingStructureCaching;
    private boolean translating;
    private Gpa root = new Gpa(0);
    private TableMode mode = TableMode.LEGACY;

    public RemappingUnit(Capabilities capabilities, Rooms rooms, Surroundings outside, Options options) {
        this.rooms = rooms;
        this.outside = outside;
        this.check = new AccessCheck(capabilities);
        this.pagingStructureCaching = options.pagingStructureCaching();
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        observe(new TraceEvent.Requested(request));
        DmaOutcome outcome = translating ? remap(request) : bypass(request);
        observe(new TraceEvent.Answered(outcome));
        return outcome;
    }

    private DmaOutcome remap(DmaRequest request) {
        if (mode != TableMode.LEGACY) {
            return block(request, Fault.of(FaultReason.TRANSLATION_MODE_INVALID)); // §7.1.3 RTA.1
        }
        if (request.pasid().present()) {
            return block(request, Fault.of(FaultReason.PASID_REQUEST_IN_LEGACY_MODE)); // §7.1.3 RTA.2
        }
        if (check.isInterruptMessage(request)) {
            return message(request);
        }
        Optional<CachedTranslation> hit = hit(request); // §6.2.7
        if (hit.isPresent()) {
            return answer(request, hit.get().result(), hit.get().silent());
        }
        long epoch = rooms.cache().epoch(); // §6.5.4: before anything is read
        return switch (contextOf(request.source(), epoch)) {
            case Fault fault -> block(request, fault);
            case TranslationContext context -> through(context, request, epoch);
        };
    }

    /** A translation request is answered like the access it asks for (freedom {@code translation-request}). */
    private DmaOutcome through(TranslationContext context, DmaRequest request, long epoch) {
        if (!check.serves(context.type(), request.kind())) { // LCT.5
            return block(request, Fault.of(FaultReason.REQUEST_TYPE_BLOCKED).withSilent(context.silent())); // §7.1.3
        }
        if (context.type() == TranslationType.PASS_THROUGH || request.kind() == RequestKind.TRANSLATED) {
            return unchanged(context, request); // §3.9, §4.2.3
        }
        WalkStart start = start(context, request);
        WalkResult result = rooms.walk().walk(start, request.address(), request.access());
        CachedTranslation entry =
                new CachedTranslation(context.domain(), context.silent(), AccessCheck.worthKeeping(result));
        rooms.cache().fill(request.source(), request.pasid(), request.address(), entry, epoch);
        if (pagingStructureCaching && result instanceof Mapping mapping) {
            fillPrefixes(context, start, mapping, epoch);
        }
        return answer(request, result, context.silent());
    }

    /**
     * Translation is off: what is not translated yet passes, all else is blocked, and nothing is recorded (§4.2.1). No
     * code of Table 30 fits that (freedom {@code blocked-while-off}).
     */
    private DmaOutcome bypass(DmaRequest request) {
        return request.kind() == RequestKind.UNTRANSLATED
                ? new DmaOutcome.Translated(new Gpa(request.address().value()))
                : new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
    }

    /** A write to FEEx_xxxxh is an interrupt and never translated; a read of it is nothing at all (§3.15). */
    private DmaOutcome message(DmaRequest request) {
        return switch (request.access()) {
            case WRITE, ZERO_LENGTH_READ -> new DmaOutcome.Translated(new Gpa(request.address().value()));
            case READ, ATOMIC -> block(request, Fault.of(FaultReason.INTERRUPT_REQUEST_MALFORMED)); // §5.1.4.1, 29h
        };
    }

    /** A fault found on a hit has the FPD of the fill (freedom {@code fpd-on-hit}). */
    private Optional<CachedTranslation> hit(DmaRequest request) {
        if (request.kind() != RequestKind.UNTRANSLATED) {
            return Optional.empty(); // only the context entry says whether its kind is served
        }
        Optional<CachedTranslation> entry =
                rooms.cache().translation(request.source(), request.pasid(), request.address());
        observe(new TraceEvent.Consulted("IOTLB", entry.isPresent()));
        return entry.filter(cached -> check.answers(cached.result(), request));
    }

    private ContextResult contextOf(SourceId source, long epoch) {
        Optional<ContextResult> cached = rooms.cache().context(source);
        observe(new TraceEvent.Consulted("context", cached.isPresent()));
        ContextResult result = cached.orElseGet(() -> rooms.context().lookUp(root, source));
        if (cached.isEmpty()) {
            rooms.cache().fill(source, result, epoch);
        }
        observe(new TraceEvent.ContextFound(result));
        return result;
    }

    private WalkStart start(TranslationContext context, DmaRequest request) {
        if (!pagingStructureCaching) {
            return context.walkStart();
        }
        Optional<WalkStart> cached = rooms.cache().prefix(context.domain(), request.address()); // §6.2.5
        observe(new TraceEvent.Consulted("paging structure", cached.isPresent()));
        return cached.orElseGet(context::walkStart);
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

    private DmaOutcome unchanged(TranslationContext context, DmaRequest request) {
        Gpa address = new Gpa(request.address().value());
        if (check.beyondHostWidth(address)) { // §7.1.3 LGN.1.2, LGN.1.3: HAW, not MGAW
            return block(request, Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH).withSilent(context.silent()));
        }
        if (check.inInterruptRange(address)) { // §7.1.3 LGN.4
            return block(request, Fault.of(FaultReason.INTERRUPT_RANGE_OUTPUT).withSilent(context.silent()));
        }
        return new DmaOutcome.Translated(address);
    }

    private DmaOutcome answer(DmaRequest request, WalkResult result, boolean silent) {
        return switch (result) {
            case Mapping mapping -> {
                mapping.steps().forEach(step -> observe(new TraceEvent.Walked(step)));
                yield new DmaOutcome.Translated(mapping.translate(request.address()));
            }
            case Fault fault -> block(request, fault.withSilent(silent));
        };
    }

    private DmaOutcome block(DmaRequest request, Fault fault) {
        if (!fault.suppressed()) { // §7.1.3: FPD keeps a qualified fault out of the log, never the request in
            perform(rooms.faults().record(new FaultRecord(request.source(), request.pasid(),
                    request.address().alignedTo(1 << 12), request.access(), request.kind(), fault.reason())));
        }
        return new DmaOutcome.Blocked(fault.reason(), fault.suppressed());
    }

    /** Software reads a register. @param offset in bytes @param size 4 or 8 */
    public long read(int offset, int size) {
        return rooms.registers().read(offset, size);
    }

    /** Software writes a register. @param offset in bytes @param size 4 or 8 */
    public void write(int offset, int size, long value) {
        perform(rooms.registers().write(offset, size, value));
    }

    private void perform(List<Effect> effects) {
        Deque<Effect> waiting = new ArrayDeque<>(effects);
        while (!waiting.isEmpty()) {
            waiting.addAll(perform(waiting.remove()));
        }
        rooms.registers().show(rooms.faults().status());
        rooms.registers().show(rooms.queue().status());
    }

    /** Does what one effect asks for. @return what that leads to */
    private List<Effect> perform(Effect effect) {
        return switch (effect) {
            case Effect.UseRootTable e -> useRootTable(e);
            case Effect.Translate e -> translate(e.on());
            case Effect.Invalidate e -> {
                rooms.cache().invalidate(e.command());
                observe(new TraceEvent.Invalidated(e.command()));
                yield List.of();
            }
            case Effect.InvalidateDeviceTlb e -> rooms.queue().done(e.tag()); // no device keeps translations here
            case Effect.InvalidateInterruptEntries e -> List.of(); // no ECAP.IR: nothing is cached
            case Effect.UpdateQueue e -> rooms.queue().update(e.registers());
            case Effect.ReportQueueError e -> rooms.faults().report(e.condition());
            case Effect.ClearFaultRecord e -> rooms.faults().clearRecord(e.index());
            case Effect.ClearFaultConditions e -> {
                List<Effect> afterwards = new ArrayList<>(rooms.faults().clear(e.conditions()));
                afterwards.addAll(rooms.queue().cleared(e.conditions()));
                yield afterwards;
            }
            case Effect.ProgramFaultEvent e -> rooms.faults().program(e.event());
            case Effect.ClearWaitCompletion e -> rooms.queue().completionCleared();
            case Effect.ProgramInvalidationEvent e -> rooms.queue().program(e.event());
            case Effect.StoreStatus e -> {
                outside.memory().write32(e.at(), e.data());
                yield List.of();
            }
            case Effect.SendMessage e -> {
                outside.interrupts().message(e.address().value(), e.data());
                yield List.of();
            }
            case Effect.InvalidateScalable e -> List.of();
            case Effect.InvalidatePasidDeviceTlb e -> rooms.queue().done(e.tag());
            case Effect.RespondToPageGroup e -> List.of();
            case Effect.ProgramInterruptRemapping e -> List.of();
            case Effect.ProtectMemory e -> List.of();
            case Effect.UpdatePageRequestQueue e -> List.of();
            case Effect.ClearPageRequestStatus e -> List.of();
            case Effect.ProgramPageRequestEvent e -> List.of();
            case Effect.StorePageRequest e -> List.of();
        };
    }

    /** Translation may be on, or go on later without a new SRTP (freedom {@code enable-without-root}). */
    private List<Effect> useRootTable(Effect.UseRootTable effect) {
        root = effect.table(); // §6.6: with ESRTPS=0 no cache is touched
        mode = effect.mode();
        return List.of();
    }

    private List<Effect> translate(boolean on) {
        translating = on; // §6.5: with SMTS=0 the caches stay
        if (!on) {
            rooms.faults().translationDisabled(); // §7.2.1
        }
        return List.of();
    }

    private void observe(TraceEvent event) {
        outside.observer().accept(event);
    }
}
