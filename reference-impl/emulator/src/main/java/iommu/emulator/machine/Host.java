package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import java.util.Optional;

/**
 * Who runs a machine.
 *
 * @param interrupts gets the unit's own events
 * @param listening  if there, listeners may be attached
 */
public record Host(InterruptSink interrupts, Optional<Listening> listening) {

    /** Listeners may be attached, as far as the safety matrix allows them for such a unit without shadow tables. */
    public static Host of(Capabilities unit, InterruptSink interrupts) {
        return new Host(interrupts, Optional.of(Listening.to(unit)));
    }

    /** No listeners, ever. */
    public static Host alone(InterruptSink interrupts) {
        return new Host(interrupts, Optional.empty());
    }

    /** The unit's events go nowhere. */
    public static Host listening(Listening listening) {
        return new Host((address, data) -> { }, Optional.of(listening));
    }
}
