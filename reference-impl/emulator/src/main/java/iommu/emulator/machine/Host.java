package iommu.emulator.machine;

import iommu.arch.InterruptSink;
import java.util.Optional;

/**
 * Who runs a machine.
 *
 * @param interrupts gets the unit's own events
 * @param listening  if there, listeners may be attached
 */
public record Host(InterruptSink interrupts, Optional<Listening> listening) {

    /** No listeners. */
    public static Host of(InterruptSink interrupts) {
        return new Host(interrupts, Optional.empty());
    }

    /** The unit's events go nowhere. */
    public static Host listening(Listening listening) {
        return new Host((address, data) -> { }, Optional.of(listening));
    }
}
