package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.PasidType;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.ShadowTables;
import iommu.emulator.told.FollowLimitException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who follows the guest's mappings from outside: asks whether they may, hands the unit's doings to the rooms that know
 * whom they concern, and delivers what those answer. With nobody there the rooms are not even asked.
 *
 * <pre>
 *  unit ─invalidated, changed─&gt; MappingNotifier ─Events─&gt; deliver ─&gt; MappingListener
 *  guest's store ─────────────&gt; ShadowTables ────Events──────┘ └ it throws ─&gt; its device is blocked
 * </pre>
 */
final class Listeners implements Audience {

    private static final long PAGE = 1 << 12;
    private static final String PROTECTED = "the guest protects memory from DMA, which no mapping can express (§11.4.8)";

    private final Capabilities capabilities;
    private final Listening host;
    private final UnitState state;
    private final Runnable forget;
    private final UnitTables tables;
    private final MappingNotifier notifier;
    private final Optional<ShadowTables> shadow;
    private final Map<Integer, Attached> attached = new LinkedHashMap<>();
    private final Set<SourceId> askers = new TreeSet<>();
    private final ScalableUse scalable = new ScalableUse();
    private final List<ListenerFailure> failures = new ArrayList<>();
    private final Set<SourceId> blocked = new TreeSet<>();
    private Set<Wish> wishes = Set.of();
    /** Whether anybody wishes for anything: all that an invalidation looks at while nobody does. */
    private boolean listening;

    private record Attached(Listener listener, MappingListener sink) {
    }

    /** @param forget empties the caches of the unit */
    Listeners(Capabilities capabilities, Rooms rooms, UnitState state, Surroundings outside, Runnable forget) {
        this.capabilities = capabilities;
        this.host = outside.listening().orElseThrow();
        this.state = state;
        this.forget = forget;
        this.tables = new UnitTables(capabilities, rooms, state, this::needsMappings);
        this.notifier = host.notifier().make(tables, tables, host.memory());
        this.shadow = host.shadow().map(maker -> maker.make(outside.memory(), host.memory()));
    }

    /**
     * Takes a listener in and tells it the mode and every live mapping.
     *
     * @throws ListenerRefusedException if the policy refuses it; then nothing has changed
     */
    void attach(Listener listener, MappingListener sink) {
        if (attached.containsKey(listener.id())) {
            throw new IllegalArgumentException("listener " + listener.id() + " is attached already");
        }
        Verdict verdict = host.policy().attach(listener);
        if (!(verdict instanceof Verdict.Allowed)) {
            throw new ListenerRefusedException(verdict);
        }
        if (listener.wants(Wish.MAP) && state.protectedRegions.enabled()) {
            host.policy().detach(listener);
            throw new ListenerRefusedException(new Verdict.NotNow(listener.source() + " wants MAP, but " + PROTECTED
                    + ": attach it when PMEN.EPM is clear"));
        }
        boolean first = attached.isEmpty();
        attached.put(listener.id(), new Attached(listener, sink));
        if (first) {
            unitChanged(); // with nobody there the rooms have heard nothing
        }
        if (!listener.wants(Wish.MAP)) {
            askers.add(listener.source());
            forget.run(); // what is read from now on is said to the notifier; more often than needed is allowed
        }
        wishesMayHaveChanged();
        try {
            deliver(told(() -> isShadowed(listener) ? shadowed(listener) : followed(listener)));
        } catch (RuntimeException thrown) { // a room's own mistake: nothing is half done
            detach(listener);
            throw thrown;
        }
    }

    private List<Event> followed(Listener listener) {
        notifier.add(listener);
        return notifier.replay(listener);
    }

    /** Trapped stores say nothing of device-TLBs: for those the notifier has a listener of the same name. */
    private List<Event> shadowed(Listener listener) {
        if (listener.wants(Wish.DEVICE_TLB)) {
            notifier.add(new Listener(listener.id(), listener.source(), Set.of(Wish.DEVICE_TLB), listener.range(), false));
        }
        return shadow.orElseThrow().add(listener);
    }

    private List<Event> shadowed(Function<ShadowTables, List<Event>> step) {
        return told(() -> shadow.map(step).orElse(List.of()));
    }

    /** Whom a room can't follow any more it has let go; everybody else is told as ever. */
    private List<Event> told(Supplier<List<Event>> step) {
        try {
            return step.get();
        } catch (FollowLimitException limit) {
            limit.reasons().forEach((listener, reason) -> fail(ListenerFailure.cannotFollow(listener, reason)));
            return limit.events();
        }
    }

    private boolean isShadowed(Listener listener) {
        return shadow.isPresent() && listener.wants(Wish.MAP);
    }

    /** Lets a listener go; it is told nothing more. Nothing if it is not attached. */
    void detach(Listener listener) {
        host.policy().detach(listener);
        drop(listener);
    }

    private void drop(Listener listener) {
        Attached gone = attached.remove(listener.id());
        if (gone == null) {
            return;
        }
        notifier.remove(gone.listener());
        if (isShadowed(gone.listener())) {
            shadow.orElseThrow().remove(gone.listener());
        }
        askers.clear();
        attached.values().stream().map(Attached::listener).filter(l -> !l.wants(Wish.MAP)).map(Listener::source)
                .forEach(askers::add);
        wishesMayHaveChanged();
    }

    private void wishesMayHaveChanged() {
        Set<Wish> union = EnumSet.noneOf(Wish.class);
        attached.values().forEach(a -> union.addAll(a.listener().wishes()));
        listening = !attached.isEmpty(); // MODE goes to every listener, whatever it wishes
        if (!union.equals(wishes)) {
            wishes = Set.copyOf(union);
            host.port().wishes(wishes);
        }
    }

    List<ListenerFailure> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void invalidated(Invalidation command) {
        if (listening) {
            Invalidation plain = command.within(capabilities);
            tell(state.mode == TableMode.SCALABLE ? scalable.inWordsOfLegacy(plain) : plain);
        }
    }

    @Override
    public void invalidated(ScalableInvalidation command) {
        if (listening) {
            if (command instanceof PasidCacheInvalidation c && c.scope() == PasidCacheInvalidation.Scope.GLOBAL) {
                scalable.pasidCacheEmptied();
            }
            tell(scalable.inWordsOfLegacy(command.within(capabilities)));
        }
    }

    private void tell(Invalidation command) {
        deliver(told(() -> notifier.invalidated(command)));
        scalable.sayAgain(notifier);
        deliver(shadowed(room -> room.invalidated(command)));
    }

    @Override
    public void invalidated(Effect.InvalidateDeviceTlb command) {
        if (listening && wishes.contains(Wish.DEVICE_TLB)) {
            deliver(notifier.deviceTlbInvalidated(command.source(), command.start(), command.size()));
        }
    }

    @Override
    public void unitChanged() {
        if (attached.isEmpty()) {
            return;
        }
        deliver(told(() -> notifier.unitChanged(state.translating, state.root)));
        deliver(shadowed(room -> room.unitChanged(state.translating, state.root, state.mode, state.separateRights)));
    }

    /** An external device's accesses don't come by here, so no region can be kept from it: that is an error, not a surprise. */
    @Override
    public void memoryProtected() {
        if (attached.isEmpty()) {
            return;
        }
        if (state.protectedRegions.enabled()) {
            List.copyOf(attached.values()).stream().map(Attached::listener).filter(l -> l.wants(Wish.MAP))
                    .forEach(listener -> fail(ListenerFailure.cannotFollow(listener, PROTECTED)));
        }
        forget.run(); // who asks the unit must ask anew, and hear under which domain
        tell(IotlbInvalidation.global());
    }

    @Override
    public void served(SourceId source, DomainId domain) {
        if (askers.contains(source)) {
            notifier.served(source, domain);
        }
    }

    @Override
    public void served(SourceId source, DomainId domain, PasidType type) {
        if (askers.contains(source)) {
            scalable.served(source, domain, type);
            notifier.served(source, domain);
        }
    }

    @Override
    public void stored(Gpa at, int size) {
        if (shadow.isPresent() && shadow.get().trapped().contains(at.alignedTo(PAGE))) {
            deliver(shadowed(room -> room.stored(at, size)));
        }
    }

    @Override
    public boolean blocks(SourceId source) {
        return !blocked.isEmpty() && blocked.contains(source);
    }

    private void deliver(List<Event> events) {
        if (!events.isEmpty()) {
            Map<Integer, Attached> meant = Map.copyOf(attached);
            for (Event event : events) {
                Attached to = meant.get(event.to().id());
                if (to != null && attached.get(event.to().id()) == to) { // else it has failed, or gone, or come anew since
                    deliver(event, to);
                }
            }
        }
        tables.takeUnfollowed().forEach(this::cannotFollow);
    }

    private void deliver(Event event, Attached to) {
        try {
            to.sink().on(event instanceof Event.DeviceTlbInvalidated d // it may have been told in a shadowed listener's place
                    ? new Event.DeviceTlbInvalidated(to.listener(), d.start(), d.size()) : event);
        } catch (RuntimeException thrown) { // whatever a listener throws stays between it and the host
            fail(ListenerFailure.of(to.listener(), event, thrown));
        }
    }

    private void cannotFollow(SourceId source, PasidType type) {
        String why = "the guest has selected " + (type == PasidType.NESTED ? "nested" : "first-stage") + " tables";
        attached.values().stream().map(Attached::listener).filter(l -> l.source().equals(source) && l.wants(Wish.MAP)).toList()
                .forEach(listener -> fail(ListenerFailure.cannotFollow(listener, why)));
    }

    private void fail(ListenerFailure failure) {
        failures.add(failure);
        blocked.add(failure.listener().source());
        detach(failure.listener());
        host.port().failed(failure);
    }

    private boolean needsMappings(SourceId source) {
        return attached.values().stream().map(Attached::listener)
                .anyMatch(l -> l.source().equals(source) && l.wants(Wish.MAP) && !isShadowed(l));
    }
}
