package iommu.grade.judge;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.UnitPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Units of another shape than the reference's: each keeps the law of lab 11, whatever its contract groups say. */
final class OtherUnit implements UnitPort {

    /** How the cache is used. */
    enum Shape {
        /** Never asked, never filled, and not even told of invalidations. */
        NO_CACHE,
        /** Always asked, and every hit held against the tables. */
        REVALIDATES,
        /** Fills are kept back until the next request of any device. */
        FILLS_LATE,
        /** Contexts first, in a map of its own, then the IOTLB; every invalidation empties everything. */
        CONTEXT_FIRST,
        /** Looks again as long as anything was invalidated meanwhile. */
        RETRIES
    }

    private final Shape shape;
    private final Rooms rooms;
    private final Outside outside;
    private final Capabilities unit;
    private final Map<SourceId, ContextResult> own = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();
    private boolean on;
    private Effect.UseRootTable root = new Effect.UseRootTable(new Gpa(0), TableMode.LEGACY);

    OtherUnit(Shape shape, Rooms rooms, Outside outside, Capabilities unit) {
        this.shape = shape;
        this.rooms = rooms;
        this.outside = outside;
        this.unit = unit;
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        later.forEach(Runnable::run);
        later.clear();
        Gpa same = new Gpa(request.address().value());
        boolean plain = request.kind() == RequestKind.UNTRANSLATED;
        if (!on) {
            return plain ? new Translated(same) : new Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
        }
        if (root.mode() != TableMode.LEGACY || request.pasid().present()) {
            return blocked(request, Fault.of(root.mode() != TableMode.LEGACY ? FaultReason.TRANSLATION_MODE_INVALID
                    : FaultReason.PASID_REQUEST_IN_LEGACY_MODE));
        }
        long epoch = shape == Shape.NO_CACHE ? 0 : rooms.cache().epoch();
        ContextResult read = context(request.source(), epoch);
        if (!(read instanceof TranslationContext context)) {
            return blocked(request, (Fault) read);
        }
        if (!plain && context.type() != TranslationType.WITH_DEVICE_TLB) {
            return blocked(request, Fault.of(FaultReason.REQUEST_TYPE_BLOCKED).withSilent(context.silent()));
        }
        if (!plain || context.type() == TranslationType.PASS_THROUGH) {
            return same.value() >>> unit.hostAddressWidth() == 0 ? new Translated(same)
                    : blocked(request, Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH).withSilent(context.silent()));
        }
        WalkResult result = result(request, context, epoch);
        if (shape == Shape.RETRIES && rooms.cache().epoch() != epoch) {
            return translate(request);
        }
        return result instanceof Mapping m ? new Translated(m.translate(request.address()))
                : blocked(request, ((Fault) result).withSilent(context.silent()));
    }

    private ContextResult context(SourceId source, long epoch) {
        return switch (shape) {
            case NO_CACHE -> rooms.context().lookUp(root.table(), source);
            case CONTEXT_FIRST -> {
                ContextResult known = own.containsKey(source) ? own.get(source) : rooms.context().lookUp(root.table(), source);
                if (known instanceof TranslationContext) { // §6.1: with CM=0 no fault is kept
                    own.put(source, known);
                }
                yield known;
            }
            default -> {
                Optional<ContextResult> known = rooms.cache().context(source);
                if (known.isPresent() && shape != Shape.REVALIDATES) {
                    yield known.get();
                }
                ContextResult found = rooms.context().lookUp(root.table(), source);
                fill(() -> rooms.cache().fill(source, found, epoch));
                yield found;
            }
        };
    }

    private WalkResult result(DmaRequest request, TranslationContext context, long epoch) {
        if (shape != Shape.NO_CACHE) {
            Optional<CachedTranslation> known = rooms.cache().translation(request.source(), request.pasid(), request.address());
            if (shape != Shape.REVALIDATES && known.isPresent() && known.get().result() instanceof Mapping m && enough(m, request.access())) {
                return m;
            }
        }
        WalkResult found = rooms.walk().walk(context.walkStart(), request.address(), request.access());
        if (shape != Shape.NO_CACHE && found instanceof Mapping) {
            fill(() -> rooms.cache().fill(request.source(), request.pasid(), request.address(),
                    new CachedTranslation(context.domain(), context.silent(), found), epoch));
        }
        return found;
    }

    private void fill(Runnable fill) {
        if (shape == Shape.FILLS_LATE) {
            later.add(fill);
        } else {
            fill.run();
        }
    }

    private static boolean enough(Mapping m, Access access) {
        boolean reads = access != Access.WRITE;
        boolean writes = access == Access.WRITE || access == Access.ATOMIC;
        return (!reads || m.rights().read()) && (!writes || m.rights().write());
    }

    private DmaOutcome blocked(DmaRequest request, Fault fault) {
        if (!fault.suppressed()) {
            all(rooms.faults().record(new FaultRecord(request.source(), request.pasid(), request.address().alignedTo(4096), request.access(),
                    request.kind(), fault.reason(), new FaultRecord.Attributes(request.supervisor(), request.execute(), false))));
        }
        return new Blocked(fault.reason(), fault.suppressed());
    }

    /** Depth first: what an effect leads to comes before its neighbour. */
    private void all(List<Effect> effects) {
        effects.forEach(this::one);
    }

    private void one(Effect effect) {
        switch (effect) {
            case Effect.UseRootTable e -> {
                root = e;
                forget(unit.platform().rootPointerInvalidates());
            }
            case Effect.Translate e -> {
                on = e.on();
                if (!on) {
                    rooms.faults().translationDisabled();
                }
            }
            case Effect.Invalidate e when shape == Shape.CONTEXT_FIRST -> forget(true);
            case Effect.Invalidate e when shape == Shape.NO_CACHE -> { }
            case Effect.Invalidate e -> rooms.cache().invalidate(e.command());
            case Effect.UpdateQueue e -> all(rooms.queue().update(e.registers()));
            case Effect.ReportQueueError e -> all(rooms.faults().report(e.condition()));
            case Effect.ClearFaultRecord e -> all(rooms.faults().clearRecord(e.index()));
            case Effect.ClearFaultConditions e -> {
                all(rooms.faults().clear(e.conditions()));
                all(rooms.queue().cleared(e.conditions()));
            }
            case Effect.ProgramFaultEvent e -> all(rooms.faults().program(e.event()));
            case Effect.ProgramInvalidationEvent e -> all(rooms.queue().program(e.event()));
            case Effect.ClearWaitCompletion e -> all(rooms.queue().completionCleared());
            case Effect.StoreStatus e -> outside.perform(e);
            case Effect.SendMessage e -> outside.perform(e);
            case Effect.InvalidateDeviceTlb e -> outside.perform(e);
            default -> { }
        }
    }

    private void forget(boolean really) {
        if (really && shape != Shape.NO_CACHE) {
            own.clear();
            rooms.cache().invalidate(ContextInvalidation.global());
            rooms.cache().invalidate(IotlbInvalidation.global());
        }
    }

    /** States are shown only when somebody looks. */
    @Override
    public long read(int offset, int size) {
        rooms.registers().show(rooms.queue().status());
        rooms.registers().show(rooms.faults().status());
        return rooms.registers().read(offset, size);
    }

    @Override
    public void write(int offset, int size, long value) {
        all(rooms.registers().write(offset, size, value));
    }

    @Override
    public void deviceTlbDone(int tag, SourceId from) {
        all(rooms.queue().done(tag, from));
    }

    @Override
    public void deviceTlbTimeout(int tag) {
        all(rooms.queue().timeout(tag));
    }

    @Override
    public void reset() {
        rooms.registers().reset();
        rooms.faults().reset();
        rooms.queue().reset();
        on = false;
        root = new Effect.UseRootTable(new Gpa(0), TableMode.LEGACY);
        later.clear();
        forget(true);
    }
}
