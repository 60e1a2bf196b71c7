package iommu.emulator.event;

import iommu.arch.Effect;
import iommu.arch.register.EventRegisters;
import java.util.List;

/** One event of the unit: its message, its mask, and the pending bit between them (§7.3). */
public final class EventLine {

    private EventRegisters event = EventRegisters.RESET;
    private boolean pending;

    /** Something has happened that software must hear of. @return the message, if it is not masked */
    public List<Effect> raise() {
        pending = true; // §7.3: IP first, then IM decides
        return deliver();
    }

    /** Software programmed the event. @return the message, if one was held back and is so no longer */
    public List<Effect> program(EventRegisters now) {
        event = now;
        return deliver();
    }

    /** Software has serviced every condition that could have raised the event: nothing is held back any more (§7.3). */
    public void serviced() {
        pending = false;
    }

    /** Any reset: masked, and nothing is held back (§11.4.7.2). */
    public void reset() {
        event = EventRegisters.RESET;
        pending = false;
    }

    /** IP: a message is held back by the mask. */
    public boolean pending() {
        return pending;
    }

    private List<Effect> deliver() {
        if (!pending || event.masked()) {
            return List.of();
        }
        pending = false; // §7.3: sending clears IP
        return List.of(new Effect.SendMessage(event.address(), event.data()));
    }
}
