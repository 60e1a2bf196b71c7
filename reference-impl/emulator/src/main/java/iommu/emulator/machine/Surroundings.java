package iommu.emulator.machine;

import iommu.arch.InterruptSink;
import iommu.arch.Memory;
import iommu.arch.trace.TraceEvent;
import java.util.function.Consumer;

/**
 * What a unit touches outside itself.
 *
 * @param memory     where it stores the status of waits
 * @param interrupts where its events go
 * @param observer   is told what happens; must not change anything
 */
public record Surroundings(Memory memory, InterruptSink interrupts, Consumer<TraceEvent> observer) {

    /** Memory alone: events and observations go nowhere. */
    public static Surroundings of(Memory memory) {
        return new Surroundings(memory, (address, data) -> { }, event -> { });
    }
}
