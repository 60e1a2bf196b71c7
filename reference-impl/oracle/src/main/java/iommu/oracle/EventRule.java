package iommu.oracle;

import iommu.arch.Effect;
import iommu.arch.Effect.SendMessage;
import iommu.arch.register.EventRegisters;
import java.util.List;

/**
 * One of the unit's events: IM, IP and the message (§6.5.2.10, §7.3, §7.5). Of messages that are held back this knows
 * only the masked ones; for transient conditions a room's seam has no word.
 */
final class EventRule {

    private EventRegisters registers = EventRegisters.RESET;
    private boolean pending;

    /** A new condition, when none was left unserviced. @return what has to be sent at once */
    List<Effect> raise() {
        if (registers.masked()) {
            pending = true;
            return List.of();
        }
        return List.of(message());
    }

    /** @return what clearing IM lets go */
    List<Effect> program(EventRegisters now) {
        registers = now;
        if (now.masked() || !pending) {
            return List.of();
        }
        pending = false;
        return List.of(message());
    }

    /** Software has dealt with every condition. */
    void serviced() {
        pending = false;
    }

    boolean pending() {
        return pending;
    }

    private SendMessage message() {
        return new SendMessage(registers.address(), registers.data());
    }
}
