package iommu.emulator.machine;

import iommu.arch.InterruptSink;
import iommu.arch.Memory;
import java.util.Optional;

/**
 * What a unit touches outside itself.
 *
 * @param memory     where it stores the status of waits, and page requests
 * @param interrupts where its events go
 * @param devices    the devices that it speaks to
 * @param listening  if there, it may have listeners
 */
public record Surroundings(Memory memory, InterruptSink interrupts, DevicePort devices, Optional<Listening> listening) {

    /** Without listeners. */
    public Surroundings(Memory memory, InterruptSink interrupts, DevicePort devices) {
        this(memory, interrupts, devices, Optional.empty());
    }

    /** Memory alone: events go nowhere, and no device keeps translations. */
    public static Surroundings of(Memory memory) {
        return new Surroundings(memory, (address, data) -> { }, DevicePort.PROMPT);
    }
}
