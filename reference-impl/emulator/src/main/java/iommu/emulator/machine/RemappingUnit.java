package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.TableMode;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.InterruptOutcome;
import iommu.arch.seam.InterruptRemapper;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The unit: requests, interrupts and register accesses come in here and go on to the rooms.
 *
 * <pre>
 *                     ┌─ translation off ─&gt; unchanged
 *  DmaRequest ────────┼─ legacy mode ─────&gt; {@link LegacyPath}
 *                     └─ scalable mode ───&gt; {@link ScalablePath}
 *  PageRequest ─&gt; {@link PageRequests}       interrupt ─&gt; InterruptRemapper
 *  register write ─&gt; RegisterFile ─Effect─&gt; {@link EffectLoop} ─&gt; every other room
 * </pre>
 *
 * <p>Never throws, whatever the guest does.
 */
public final class RemappingUnit implements DmaPort {

    private final Capabilities capabilities;
    private final int majorVersion;
    private final Rooms rooms;
    private final UnitState state = new UnitState();
    private final AccessCheck check;
    private final Blocking blocking;
    private final LegacyPath legacy;
    private final ScalablePath scalable;
    private final PageRequests pageRequests;
    private final EffectLoop effects;
    private final Optional<Listeners> listeners;
    private final Audience audience;

    public RemappingUnit(Capabilities capabilities, Rooms rooms, Surroundings outside, Options options) {
        this.capabilities = capabilities;
        this.majorVersion = options.majorVersion();
        this.rooms = rooms;
        this.listeners = outside.listening()
                .map(listening -> new Listeners(capabilities, rooms, state, outside, this::forget));
        this.audience = listeners.<Audience>map(l -> l).orElse(Audience.NOBODY);
        this.effects = new EffectLoop(capabilities, rooms, outside, state, audience);
        this.check = new AccessCheck(capabilities, state.protectedRegions, majorVersion >= 2, options.strictHits());
        this.blocking = new Blocking(rooms.faults(), effects::perform);
        this.legacy = new LegacyPath(rooms.legacy(), check, blocking, audience, options);
        this.scalable = new ScalablePath(rooms.scalable(), state, check, blocking, audience);
        this.pageRequests = new PageRequests(rooms, scalable, blocking, effects);
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        if (audience.blocks(request.source())) {
            return Blocking.blockWithoutReason();
        }
        if (!state.translating) {
            return bypass(request);
        }
        Optional<FaultReason> ruledOut = ruledOut(request);
        if (ruledOut.isPresent()) {
            return blocking.block(request, Fault.of(ruledOut.get()));
        }
        if (check.isInterruptMessage(request)) {
            return message(request);
        }
        return state.mode == TableMode.LEGACY ? legacy.translate(request, state.root)
                : scalable.translate(request, state.root);
    }

    /** A device asks for a page. @return the response code that it gets at once; empty if it waits, or is dropped */
    public OptionalInt ask(PageRequest request) {
        if (!state.translating || audience.blocks(request.source())) {
            return OptionalInt.empty();
        }
        Optional<FaultReason> mode = invalidMode();
        if (mode.isEmpty() && state.mode == TableMode.LEGACY) {
            mode = Optional.of(FaultReason.PAGE_REQUEST_IN_LEGACY_MODE); // §7.1.3 RTA.3
        }
        return mode.isPresent() ? pageRequests.refuse(request, Fault.of(mode.get())) : pageRequests.take(request, state.root);
    }

    /** A device writes 4 bytes to FEEx_xxxxh (§5.1). */
    public InterruptOutcome interrupt(SourceId source, Iova address, int data) {
        InterruptOutcome result = rooms.interrupts().remap(source, address, data);
        if (result instanceof InterruptOutcome.Blocked(Fault fault, int index) && !fault.suppressed()) {
            blocking.record(new FaultRecord(source, Pasid.NONE, new Iova((long) index << 48), Access.WRITE,
                    RequestKind.UNTRANSLATED, fault.reason()));
        }
        return result;
    }

    /** A device has dropped its translations. @param tag of the request that asked for it @param from who says so */
    public void deviceTlbDone(int tag, SourceId from) {
        effects.perform(rooms.queue().done(tag, from));
    }

    /** A device has not answered in time (§4.3). @param tag of the request that asked for it */
    public void deviceTlbTimeout(int tag) {
        effects.perform(rooms.queue().timeout(tag));
    }

    /** A reset that is not power-good: fault records, error records and status bits outlive it (§11.3). */
    public void reset() {
        effects.reset();
    }

    /** The guest's processor has stored to memory: where its tables are trapped, somebody follows them. @param size in bytes */
    public void stored(Gpa at, int size) {
        audience.stored(at, size);
    }

    /** As {@link Machine#attach}. */
    public void attach(Listener listener, MappingListener sink) {
        listeners.orElseThrow(() -> new IllegalStateException("a unit without Listening takes no listeners"))
                .attach(listener, sink);
    }

    /** As {@link Machine#detach}. */
    public void detach(Listener listener) {
        listeners.ifPresent(l -> l.detach(listener));
    }

    /** As {@link Machine#failures}. */
    public List<ListenerFailure> failures() {
        return listeners.map(Listeners::failures).orElse(List.of());
    }

    private void forget() {
        effects.invalidateAll();
    }

    /** Software reads a register. @param offset in bytes @param size 4 or 8 */
    public long read(int offset, int size) {
        return rooms.registers().read(offset, size);
    }

    /** Software writes a register. @param offset in bytes @param size 4 or 8 */
    public void write(int offset, int size, long value) {
        effects.perform(rooms.registers().write(offset, size, value));
    }

    /** What the table mode says of a request before any table is read (§7.1.3, RTA). */
    private Optional<FaultReason> ruledOut(DmaRequest request) {
        Optional<FaultReason> invalid = invalidMode();
        if (invalid.isPresent()) {
            return invalid;
        }
        boolean pasid = request.pasid().present();
        if (state.mode == TableMode.LEGACY) {
            return pasid ? Optional.of(FaultReason.PASID_REQUEST_IN_LEGACY_MODE) : Optional.empty(); // RTA.2
        }
        return pasid && request.execute() && majorVersion >= 8 ? Optional.of(FaultReason.EXECUTE_REQUESTED) // RTA.5
                : Optional.empty();
    }

    private Optional<FaultReason> invalidMode() {
        boolean valid = switch (state.mode) {
            case LEGACY -> !state.separateRights; // RTA.1.4
            case SCALABLE -> capabilities.scalable().offered(); // RTA.1.3
            case RESERVED -> false; // RTA.1.2
            case ABORT -> capabilities.platform().abortMode(); // RTA.1.1
        };
        if (!valid) {
            return Optional.of(FaultReason.TRANSLATION_MODE_INVALID);
        }
        return state.mode == TableMode.ABORT ? Optional.of(FaultReason.ABORT_MODE) : Optional.empty(); // RTA.4
    }

    /** Translation is off: what is not translated yet passes, all else is blocked, and nothing is recorded (§4.2.1). */
    private DmaOutcome bypass(DmaRequest request) {
        return switch (request.kind()) {
            case UNTRANSLATED -> check.outsideProtectedMemory(new Gpa(request.address().value()));
            case TRANSLATION, TRANSLATED -> Blocking.blockWithoutReason();
        };
    }

    /** A write to FEEx_xxxxh is an interrupt and never translated; a read of it is nothing at all (§3.15). */
    private DmaOutcome message(DmaRequest request) {
        return switch (request.access()) {
            case WRITE, ZERO_LENGTH_READ -> new DmaOutcome.Translated(new Gpa(request.address().value()));
            case READ, ATOMIC -> blocking.block(request, Fault.of(FaultReason.INTERRUPT_REQUEST_MALFORMED)); // §5.1.4.1, 29h
        };
    }
}
