package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.register.InterruptRegisters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Carries out effects in their order, and what they lead to after them. Rooms return effects and call nobody. */
final class EffectLoop {

    private final Capabilities capabilities;
    private final Rooms rooms;
    private final Surroundings outside;
    private final UnitState state;
    private final Audience audience;

    EffectLoop(Capabilities capabilities, Rooms rooms, Surroundings outside, UnitState state, Audience audience) {
        this.capabilities = capabilities;
        this.rooms = rooms;
        this.outside = outside;
        this.state = state;
        this.audience = audience;
    }

    void perform(List<Effect> effects) {
        Deque<Effect> waiting = new ArrayDeque<>(effects);
        while (!waiting.isEmpty()) {
            waiting.addAll(perform(waiting.remove()));
        }
        show();
    }

    private void show() {
        rooms.registers().show(rooms.faults().status());
        rooms.registers().show(rooms.queue().status());
        rooms.registers().show(rooms.pageRequests().status());
    }

    /** §11.3: nothing is translated, remapped or protected any more, and nothing is cached. */
    void reset() {
        rooms.registers().reset();
        rooms.faults().reset();
        rooms.queue().reset();
        rooms.pageRequests().reset();
        rooms.interrupts().program(InterruptRegisters.RESET);
        rooms.interrupts().invalidate(true, 0, 0);
        state.reset();
        invalidateAll();
        audience.unitChanged();
        show();
    }

    /** Does what one effect asks for. @return what that leads to */
    private List<Effect> perform(Effect effect) {
        return switch (effect) {
            case Effect.UseRootTable e -> useRootTable(e);
            case Effect.Translate e -> translate(e.on());
            case Effect.ProgramInterruptRemapping e -> remapInterrupts(e);
            case Effect.ProtectMemory e -> done(() -> {
                state.protectedRegions.protect(e.regions());
                audience.memoryProtected();
            });
            case Effect.UpdateQueue e -> rooms.queue().update(e.registers());
            case Effect.ReportQueueError e -> rooms.faults().report(e.condition());
            case Effect.ClearFaultRecord e -> rooms.faults().clearRecord(e.index());
            case Effect.ClearFaultConditions e -> clear(e);
            case Effect.ProgramFaultEvent e -> rooms.faults().program(e.event());
            case Effect.ClearWaitCompletion e -> rooms.queue().completionCleared();
            case Effect.ProgramInvalidationEvent e -> rooms.queue().program(e.event());
            case Effect.UpdatePageRequestQueue e -> done(() -> rooms.pageRequests().update(e.registers()));
            case Effect.ClearPageRequestStatus e -> rooms.pageRequests().clear(e.pending(), e.overflow());
            case Effect.ProgramPageRequestEvent e -> rooms.pageRequests().program(e.event());
            default -> invalidateOrSend(effect);
        };
    }

    private List<Effect> invalidateOrSend(Effect effect) {
        return switch (effect) {
            case Effect.Invalidate e -> done(() -> invalidate(e.command()));
            case Effect.InvalidateScalable e -> done(() -> invalidate(e.command()));
            case Effect.InvalidateInterruptEntries e ->
                done(() -> rooms.interrupts().invalidate(e.all(), e.index(), e.mask()));
            case Effect.InvalidateDeviceTlb e -> {
                audience.invalidated(e);
                yield outside.devices().invalidate(e) ? rooms.queue().done(e.tag()) : List.of();
            }
            case Effect.InvalidatePasidDeviceTlb e ->
                outside.devices().invalidate(e) ? rooms.queue().done(e.tag()) : List.of();
            case Effect.RespondToPageGroup e -> done(() -> outside.devices().respond(e));
            case Effect.StoreStatus e -> done(() -> {
                outside.memory().write32(e.at(), e.data());
                audience.stored(e.at(), 4);
            });
            case Effect.StorePageRequest e -> done(() -> {
                store(e.at(), e.bits().low());
                store(e.at().plus(16), e.bits().high());
            });
            case Effect.SendMessage e -> done(() -> outside.interrupts().message(e.address().value(), e.data()));
            default -> throw new IllegalStateException("an effect that nobody carries out: " + effect);
        };
    }

    private void store(Gpa at, Entry128 bits) {
        outside.memory().write128(at, bits);
        audience.stored(at, 16);
    }

    private static List<Effect> done(Runnable action) {
        action.run();
        return List.of();
    }

    /** Who follows from outside hears of it before anything that comes later in the queue. */
    private void invalidate(Invalidation command) {
        forget(command);
        audience.invalidated(command);
    }

    private void invalidate(ScalableInvalidation command) {
        rooms.scalable().cache().invalidate(command);
        audience.invalidated(command);
    }

    private void forget(Invalidation command) {
        rooms.legacy().cache().invalidate(command);
        rooms.scalable().cache().invalidate(command);
    }

    /** Empties the unit's own caches, and tells nobody. */
    void invalidateAll() {
        forget(ContextInvalidation.global());
        rooms.scalable().cache().invalidate(
                new PasidCacheInvalidation(PasidCacheInvalidation.Scope.GLOBAL, DomainId.ZERO, 0));
        forget(IotlbInvalidation.global());
    }

    private List<Effect> clear(Effect.ClearFaultConditions effect) {
        List<Effect> afterwards = new ArrayList<>(rooms.faults().clear(effect.conditions()));
        afterwards.addAll(rooms.queue().cleared(effect.conditions()));
        return afterwards;
    }

    /** Translation may be on, or go on later without a new SRTP (freedom {@code enable-without-root}). */
    private List<Effect> useRootTable(Effect.UseRootTable effect) {
        state.root = effect.table(); // §6.6: with ESRTPS=0 no cache is touched
        state.mode = effect.mode();
        state.separateRights = effect.separateRights();
        if (capabilities.platform().rootPointerInvalidates()) {
            invalidateAll(); // §6.6: CAP.ESRTPS
        }
        audience.unitChanged();
        return List.of();
    }

    private List<Effect> translate(boolean on) {
        state.translating = on;
        if (!on && capabilities.scalable().offered()) {
            invalidateAll(); // §11.4.4.1: with SMTS=1; with SMTS=0 the caches stay
        }
        audience.unitChanged();
        restartFaultLog();
        return List.of();
    }

    private List<Effect> remapInterrupts(Effect.ProgramInterruptRemapping effect) {
        state.remappingInterrupts = effect.registers().enabled();
        rooms.interrupts().program(effect.registers());
        if (capabilities.interrupts().pointerInvalidates()) {
            rooms.interrupts().invalidate(true, 0, 0); // §6.7: CAP.ESIRTPS; more often than needed is allowed
        }
        restartFaultLog();
        return List.of();
    }

    private void restartFaultLog() {
        if (!state.translating && !state.remappingInterrupts) {
            rooms.faults().translationDisabled(); // §7.2.1
        }
    }
}
