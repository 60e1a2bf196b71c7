package lab11;

import iommu.arch.Access;
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
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.UnitPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A request goes through a row of gates until one of them ends it; effects go to desks, depth first; states are shown to whoever reads or writes. */
public class LegacyUnit implements UnitPort {

    private static final List<Effect> NOTHING = List.of();

    /** A request on its way. */
    private static final class Journey {
        private final DmaRequest request;
        private final boolean plain;
        private long epoch;
        private boolean silent;
        private TranslationContext context;
        private DmaOutcome end;

        private Journey(DmaRequest request) {
            this.request = request;
            plain = request.kind() == RequestKind.UNTRANSLATED;
        }
    }

    private final Rooms rooms;
    private final Outside outside;
    private final Capabilities unit;
    private final List<Consumer<Journey>> gates = List.of(this::enabled, this::mode, this::iotlb, this::context, this::type, this::tables);
    private final Map<Class<?>, Function<Effect, List<Effect>>> desks = new HashMap<>();
    private boolean on;
    private Gpa root = new Gpa(0);
    private TableMode tableMode = TableMode.LEGACY;

    public LegacyUnit(Rooms rooms, Outside outside, Capabilities unit) {
        this.rooms = rooms;
        this.outside = outside;
        this.unit = unit;
        desk(Effect.UseRootTable.class, this::useRoot);
        desk(Effect.Translate.class, this::enable);
        desk(Effect.Invalidate.class, e -> after(() -> rooms.cache().invalidate(e.command())));
        desk(Effect.UpdateQueue.class, e -> rooms.queue().update(e.registers()));
        desk(Effect.ClearWaitCompletion.class, e -> rooms.queue().completionCleared());
        desk(Effect.ProgramInvalidationEvent.class, e -> rooms.queue().program(e.event()));
        desk(Effect.ReportQueueError.class, e -> rooms.faults().report(e.condition()));
        desk(Effect.ClearFaultRecord.class, e -> rooms.faults().clearRecord(e.index()));
        desk(Effect.ProgramFaultEvent.class, e -> rooms.faults().program(e.event()));
        desk(Effect.ClearFaultConditions.class, e -> after(() -> {
            carryOut(rooms.faults().clear(e.conditions()));
            carryOut(rooms.queue().cleared(e.conditions()));
        }));
        desk(Effect.StoreStatus.class, e -> after(() -> outside.perform(e)));
        desk(Effect.SendMessage.class, e -> after(() -> outside.perform(e)));
        desk(Effect.InvalidateDeviceTlb.class, e -> after(() -> outside.perform(e)));
    }

    private <E extends Effect> void desk(Class<E> kind, Function<E, List<Effect>> clerk) {
        desks.put(kind, effect -> clerk.apply(kind.cast(effect)));
    }

    private static List<Effect> after(Runnable deed) {
        deed.run();
        return NOTHING;
    }

    /** What an effect leads to comes before its neighbour. */
    private void carryOut(List<Effect> effects) {
        for (Effect effect : effects) {
            carryOut(desks.getOrDefault(effect.getClass(), nobody -> NOTHING).apply(effect));
        }
    }

    private List<Effect> useRoot(Effect.UseRootTable effect) {
        root = effect.table();
        tableMode = effect.mode();
        if (unit.platform().rootPointerInvalidates()) {
            forget();
        }
        return NOTHING;
    }

    private List<Effect> enable(Effect.Translate effect) {
        on = effect.on();
        if (!on) {
            rooms.faults().translationDisabled();
        }
        return NOTHING;
    }

    private void forget() {
        rooms.cache().invalidate(IotlbInvalidation.global());
        rooms.cache().invalidate(ContextInvalidation.global());
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        Journey journey = new Journey(request);
        for (int gate = 0; journey.end == null; gate++) {
            gates.get(gate).accept(journey);
        }
        return journey.end;
    }

    private void enabled(Journey journey) {
        if (!on && journey.plain) {
            goesTo(journey, journey.request.address().value());
        } else if (!on) {
            journey.end = new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
        }
    }

    private void mode(Journey journey) {
        if (tableMode != TableMode.LEGACY) {
            stop(journey, FaultReason.TRANSLATION_MODE_INVALID);
        } else if (journey.request.pasid().present()) {
            stop(journey, FaultReason.PASID_REQUEST_IN_LEGACY_MODE);
        }
    }

    /** Only pages are taken from the IOTLB; whoever was denied something walks again. */
    private void iotlb(Journey journey) {
        if (!journey.plain) {
            return;
        }
        rooms.cache().translation(journey.request.source(), journey.request.pasid(), journey.request.address())
                .map(CachedTranslation::result)
                .filter(result -> result instanceof Mapping page && page.rights().and(needed(journey.request.access(), page)) == needed(
                        journey.request.access(), page))
                .ifPresent(result -> goesTo(journey, ((Mapping) result).translate(journey.request.address()).value()));
    }

    /** The rights that an access needs of a page. */
    private Rights needed(Access access, Mapping page) {
        return switch (access) {
            case READ -> Rights.R;
            case WRITE -> Rights.W;
            case ATOMIC -> Rights.RW;
            case ZERO_LENGTH_READ -> unit.zeroLengthRead() && page.rights() == Rights.W ? Rights.W : Rights.R;
        };
    }

    private void context(Journey journey) {
        SourceId source = journey.request.source();
        journey.epoch = rooms.cache().epoch();
        ContextResult entry = rooms.cache().context(source).orElse(null);
        if (entry == null) {
            entry = rooms.context().lookUp(root, source);
            rooms.cache().fill(source, entry, journey.epoch);
        }
        if (entry instanceof TranslationContext found) {
            journey.context = found;
            journey.silent = found.silent();
        } else {
            stop(journey, (Fault) entry);
        }
    }

    private void type(Journey journey) {
        TranslationType type = journey.context.type();
        if (journey.plain && type != TranslationType.PASS_THROUGH) {
            return;
        }
        long address = journey.request.address().value();
        if (!journey.plain && type != TranslationType.WITH_DEVICE_TLB) {
            stop(journey, FaultReason.REQUEST_TYPE_BLOCKED);
        } else if (address >>> unit.hostAddressWidth() != 0) {
            stop(journey, FaultReason.ADDRESS_BEYOND_WIDTH);
        } else {
            goesTo(journey, address);
        }
    }

    private void tables(Journey journey) {
        DmaRequest request = journey.request;
        WalkStart start = journey.context.walkStart();
        if (request.address().value() >>> start.addressWidth() == 0) {
            start = rooms.cache().prefix(journey.context.domain(), request.address()).orElse(start);
        }
        WalkResult result = rooms.walk().walk(start, request.address(), request.access());
        if (result instanceof Mapping page) {
            keep(journey, start, page);
            goesTo(journey, page.translate(request.address()).value());
        } else {
            stop(journey, (Fault) result);
        }
    }

    /** The page, and every table on the way to it. */
    private void keep(Journey journey, WalkStart start, Mapping page) {
        WalkStart here = start;
        for (WalkStep step : page.steps()) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            if (step != page.steps().getLast()) {
                here = new WalkStart(new Gpa(entry.address()), step.level() - 1, here.rights().and(Rights.of(entry.read(), entry.write())),
                        here.addressWidth());
                rooms.cache().fill(journey.context.domain(), page.page(), here, journey.epoch);
            }
        }
        rooms.cache().fill(journey.request.source(), journey.request.pasid(), journey.request.address(),
                new CachedTranslation(journey.context.domain(), journey.silent, page), journey.epoch);
    }

    private static void goesTo(Journey journey, long address) {
        journey.end = new DmaOutcome.Translated(new Gpa(address));
    }

    private void stop(Journey journey, FaultReason reason) {
        stop(journey, Fault.of(reason));
    }

    private void stop(Journey journey, Fault fault) {
        boolean hidden = fault.withSilent(fault.silent() || journey.silent).suppressed();
        journey.end = new DmaOutcome.Blocked(fault.reason(), hidden);
        if (!hidden) {
            DmaRequest request = journey.request;
            carryOut(rooms.faults().record(new FaultRecord(request.source(), request.pasid(), request.address().alignedTo(4096),
                    request.access(), request.kind(), fault.reason(),
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), false))));
        }
    }

    @Override
    public long read(int offset, int size) {
        show();
        return rooms.registers().read(offset, size);
    }

    /** Both see what the other rooms have become: a 1 that is written clears what is shown. */
    private void show() {
        rooms.registers().show(rooms.faults().status());
        rooms.registers().show(rooms.queue().status());
    }

    @Override
    public void write(int offset, int size, long value) {
        show();
        carryOut(rooms.registers().write(offset, size, value));
    }

    @Override
    public void deviceTlbDone(int tag, SourceId from) {
        carryOut(rooms.queue().done(tag, from));
    }

    @Override
    public void deviceTlbTimeout(int tag) {
        carryOut(rooms.queue().timeout(tag));
    }

    @Override
    public void reset() {
        rooms.queue().reset();
        rooms.faults().reset();
        rooms.registers().reset();
        on = false;
        root = new Gpa(0);
        tableMode = TableMode.LEGACY;
        forget();
    }
}
