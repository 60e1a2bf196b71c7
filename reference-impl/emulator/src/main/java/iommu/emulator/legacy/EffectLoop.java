package iommu.emulator.legacy;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.seam.UnitPort.Outside;
import iommu.arch.seam.UnitPort.Rooms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Carries out effects in their order, and what they lead to behind them; holds what is no room's: root, mode, enable. */
final class EffectLoop {

    private final Rooms rooms;
    private final Outside outside;
    private final Capabilities capabilities;
    private boolean translating;
    private Gpa root = new Gpa(0);
    private TableMode mode = TableMode.LEGACY;

    EffectLoop(Rooms rooms, Outside outside, Capabilities capabilities) {
        this.rooms = rooms;
        this.outside = outside;
        this.capabilities = capabilities;
    }

    boolean translating() {
        return translating;
    }

    Gpa root() {
        return root;
    }

    TableMode mode() {
        return mode;
    }

    void perform(List<Effect> effects) {
        Deque<Effect> waiting = new ArrayDeque<>(effects);
        while (!waiting.isEmpty()) {
            waiting.addAll(perform(waiting.remove()));
        }
        show();
    }

    /** Registers show what other rooms have become. */
    private void show() {
        rooms.registers().show(rooms.faults().status());
        rooms.registers().show(rooms.queue().status());
    }

    /** §11.3. */
    void reset() {
        rooms.registers().reset();
        rooms.faults().reset();
        rooms.queue().reset();
        translating = false;
        root = new Gpa(0);
        mode = TableMode.LEGACY;
        forgetAll();
        show();
    }

    /** @return what the effect leads to */
    private List<Effect> perform(Effect effect) {
        switch (effect) {
            case Effect.UseRootTable e -> useRootTable(e);
            case Effect.Translate e -> translate(e.on());
            case Effect.Invalidate e -> rooms.cache().invalidate(e.command());
            case Effect.StoreStatus e -> outside.perform(e);
            case Effect.SendMessage e -> outside.perform(e);
            case Effect.InvalidateDeviceTlb e -> outside.perform(e);
            case Effect.ClearFaultConditions e -> {
                return clear(e);
            }
            default -> {
                return tell(effect);
            }
        }
        return List.of();
    }

    /** What is for one room alone. Effects of features that this unit doesn't offer are nobody's. */
    private List<Effect> tell(Effect effect) {
        return switch (effect) {
            case Effect.UpdateQueue e -> rooms.queue().update(e.registers());
            case Effect.ClearWaitCompletion e -> rooms.queue().completionCleared();
            case Effect.ProgramInvalidationEvent e -> rooms.queue().program(e.event());
            case Effect.ReportQueueError e -> rooms.faults().report(e.condition());
            case Effect.ClearFaultRecord e -> rooms.faults().clearRecord(e.index());
            case Effect.ProgramFaultEvent e -> rooms.faults().program(e.event());
            default -> List.of();
        };
    }

    private void useRootTable(Effect.UseRootTable effect) {
        root = effect.table(); // §6.6: with ESRTPS=0 no cache is touched
        mode = effect.mode();
        if (capabilities.platform().rootPointerInvalidates()) {
            forgetAll(); // §6.6: CAP.ESRTPS
        }
    }

    private void translate(boolean on) {
        translating = on; // §11.4.4.1: with SMTS=0 the caches stay
        if (!on) {
            rooms.faults().translationDisabled(); // §7.2.1
        }
    }

    /** A condition may be the fault log's, the queue's, or both's; the log drops it before the queue goes on. */
    private List<Effect> clear(Effect.ClearFaultConditions effect) {
        List<Effect> afterwards = new ArrayList<>(rooms.faults().clear(effect.conditions()));
        afterwards.addAll(rooms.queue().cleared(effect.conditions()));
        return afterwards;
    }

    private void forgetAll() {
        rooms.cache().invalidate(ContextInvalidation.global());
        rooms.cache().invalidate(IotlbInvalidation.global());
    }
}
