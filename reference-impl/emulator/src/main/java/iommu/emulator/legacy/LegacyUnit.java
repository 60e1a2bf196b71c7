package iommu.emulator.legacy;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
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
import iommu.arch.register.TableMode;
import iommu.arch.seam.UnitPort;
import java.util.List;
import java.util.Optional;

/**
 * Six rooms, wired together: a remapping unit of legacy mode.
 *
 * <pre>
 *  DmaRequest ─&gt; IOTLB ─hit─&gt; rights ───────────────────────────────┐
 *                  └miss─&gt; context cache ─miss─&gt; tables              │
 *                                └─context─&gt; prefix ─&gt; walk ─fill─&gt; Translated
 *                                      │Fault            │Fault
 *                                      └────&gt; fault log &lt;┘
 *  register write ─&gt; RegisterFile ─Effect─&gt; EffectLoop ─&gt; every other room, and outside
 * </pre>
 *
 * <p>It decides little itself: whether a request is translated at all, and whether what is known is enough for it.
 */
public final class LegacyUnit implements UnitPort {

    private static final long PAGE = 1L << 12;

    private final Rooms rooms;
    private final Capabilities capabilities;
    private final EffectLoop loop;

    public LegacyUnit(Rooms rooms, Outside outside, Capabilities capabilities) {
        this.rooms = rooms;
        this.capabilities = capabilities;
        this.loop = new EffectLoop(rooms, outside, capabilities);
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        if (request.kind() == RequestKind.TRANSLATION) { // this unit grants nothing to device-TLBs
            return new DmaOutcome.Refused(FaultReason.REQUEST_TYPE_BLOCKED, true, DmaOutcome.CompletionStatus.UNSUPPORTED_REQUEST);
        }
        if (!loop.translating()) { // §4.2.1: what is translated already is blocked, and nothing is recorded
            return request.kind() == RequestKind.UNTRANSLATED ? new DmaOutcome.Translated(new Gpa(request.address().value()))
                    : new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
        }
        if (loop.mode() != TableMode.LEGACY) {
            return block(request, Fault.of(FaultReason.TRANSLATION_MODE_INVALID)); // §7.1.3 RTA.1
        }
        if (request.pasid().present()) {
            return block(request, Fault.of(FaultReason.PASID_REQUEST_IN_LEGACY_MODE)); // §7.1.3 RTA.2
        }
        boolean untranslated = request.kind() == RequestKind.UNTRANSLATED;
        if (untranslated && inInterruptRange(request.address().value())) {
            return message(request);
        }
        // of a translated request only the context entry says if it is served
        Optional<DmaOutcome> known = untranslated ? fromCache(request) : Optional.empty();
        return known.orElseGet(() -> throughTables(request));
    }

    /** A hit that does not let the request through is passed over: the tables may say more by now (§6.2.4). */
    private Optional<DmaOutcome> fromCache(DmaRequest request) {
        return rooms.cache().translation(request.source(), request.pasid(), request.address()) // §6.2.7
                .filter(hit -> settles(hit.result(), request))
                .map(hit -> answer(request, hit.result(), hit.silent()));
    }

    private boolean settles(WalkResult known, DmaRequest request) {
        return switch (known) {
            case Mapping mapping -> allows(mapping.rights(), request.access())
                    && !inInterruptRange(mapping.translate(request.address()).value()); // §7.1.3 LGN.4
            case Fault fault -> concerns(fault.reason(), request.access());
        };
    }

    private boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights == Rights.RW; // §3.7.1
            case ZERO_LENGTH_READ -> rights.read() || rights.write() && capabilities.zeroLengthRead(); // §3.14
        };
    }

    /** A missing right stops only those who need it. */
    private static boolean concerns(FaultReason reason, Access access) {
        return switch (reason) {
            case WRITE_DENIED -> access == Access.WRITE || access == Access.ATOMIC;
            case READ_DENIED -> access == Access.READ || access == Access.ATOMIC;
            default -> true;
        };
    }

    private DmaOutcome throughTables(DmaRequest request) {
        long epoch = rooms.cache().epoch(); // §6.5.4: before anything is read
        return switch (contextOf(request.source(), epoch)) {
            case Fault fault -> block(request, fault);
            case TranslationContext context when request.kind() == RequestKind.TRANSLATED
                    && context.type() != TranslationType.WITH_DEVICE_TLB ->
                block(request, Fault.of(FaultReason.REQUEST_TYPE_BLOCKED).withSilent(context.silent())); // §7.1.3 LCT.5
            case TranslationContext context when request.kind() == RequestKind.TRANSLATED
                    || context.type() == TranslationType.PASS_THROUGH -> unchanged(request, context);
            case TranslationContext context -> answer(request, walk(request, context, epoch), context.silent());
        };
    }

    private ContextResult contextOf(SourceId source, long epoch) {
        return rooms.cache().context(source).orElseGet(() -> {
            ContextResult read = rooms.context().lookUp(loop.root(), source);
            rooms.cache().fill(source, read, epoch);
            return read;
        });
    }

    private WalkResult walk(DmaRequest request, TranslationContext context, long epoch) {
        Iova address = request.address();
        WalkStart start = start(context, address);
        WalkResult result = rooms.walk().walk(start, address, request.access());
        rooms.cache().fill(request.source(), request.pasid(), address,
                new CachedTranslation(context.domain(), context.silent(), worthKeeping(result)), epoch);
        if (result instanceof Mapping mapping) {
            fillPrefixes(context, start, mapping, epoch);
        }
        return result;
    }

    /** An address beyond the width of this context is walked from its top alone: another one's entries are not for it. */
    private WalkStart start(TranslationContext context, Iova address) {
        WalkStart top = context.walkStart();
        return address.value() >>> top.addressWidth() != 0 ? top
                : rooms.cache().prefix(context.domain(), address).orElse(top); // §6.2.5
    }

    /** Of a missing right an IOTLB entry stands for the page asked for alone, whatever the hole (§6.1, §6.2.4). */
    private static WalkResult worthKeeping(WalkResult result) {
        return result instanceof Fault fault
                && (fault.reason() == FaultReason.WRITE_DENIED || fault.reason() == FaultReason.READ_DENIED)
                ? new Fault(fault.reason(), fault.level(), PAGE, fault.silent()) : result;
    }

    private void fillPrefixes(TranslationContext context, WalkStart start, Mapping mapping, long epoch) {
        Rights rights = start.rights();
        List<WalkStep> tables = mapping.steps().subList(0, Math.max(0, mapping.steps().size() - 1));
        for (WalkStep step : tables) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            rights = rights.and(Rights.of(entry.read(), entry.write())); // §6.2.5: the AND of all above
            rooms.cache().fill(context.domain(), mapping.page(),
                    new WalkStart(new Gpa(entry.address()), step.level() - 1, rights, start.addressWidth()), epoch);
        }
    }

    private DmaOutcome unchanged(DmaRequest request, TranslationContext context) {
        long address = request.address().value();
        if (address >>> capabilities.hostAddressWidth() != 0) { // §7.1.3 LGN.1.2, LGN.1.3: HAW, not MGAW
            return block(request, Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH).withSilent(context.silent()));
        }
        return inInterruptRange(address)
                ? block(request, Fault.of(FaultReason.INTERRUPT_RANGE_OUTPUT).withSilent(context.silent())) // §7.1.3 LGN.4
                : new DmaOutcome.Translated(new Gpa(address));
    }

    /** A write to FEEx_xxxxh is an interrupt and never translated; a read of it is nothing at all (§3.15). */
    private DmaOutcome message(DmaRequest request) {
        return switch (request.access()) {
            case WRITE, ZERO_LENGTH_READ -> new DmaOutcome.Translated(new Gpa(request.address().value()));
            case READ, ATOMIC -> block(request, Fault.of(FaultReason.INTERRUPT_REQUEST_MALFORMED)); // §5.1.4.1
        };
    }

    private static boolean inInterruptRange(long address) {
        return address >>> 20 == 0xFEE; // §3.15
    }

    private DmaOutcome answer(DmaRequest request, WalkResult result, boolean silent) {
        return switch (result) {
            case Mapping mapping -> new DmaOutcome.Translated(mapping.translate(request.address()));
            case Fault fault -> block(request, fault.withSilent(silent));
        };
    }

    /** Blocking and recording are separate: FPD hides qualified faults, and lets nothing through (§7.1.1). */
    private DmaOutcome block(DmaRequest request, Fault fault) {
        if (!fault.suppressed()) {
            loop.perform(rooms.faults().record(new FaultRecord(request.source(), request.pasid(),
                    request.address().alignedTo(PAGE), request.access(), request.kind(), fault.reason(),
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), false))));
        }
        return new DmaOutcome.Blocked(fault.reason(), fault.suppressed());
    }

    @Override
    public long read(int offset, int size) {
        return rooms.registers().read(offset, size);
    }

    @Override
    public void write(int offset, int size, long value) {
        loop.perform(rooms.registers().write(offset, size, value));
    }

    @Override
    public void deviceTlbDone(int tag, SourceId from) {
        loop.perform(rooms.queue().done(tag, from));
    }

    @Override
    public void deviceTlbTimeout(int tag) {
        loop.perform(rooms.queue().timeout(tag));
    }

    @Override
    public void reset() {
        loop.reset();
    }
}
