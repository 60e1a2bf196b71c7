package iommu.emulator.machine;

import iommu.arch.InterruptSink;
import iommu.arch.Memory;

/**
 * What a unit touches outside itself.
 *
 * @param memory     where it stores the status of waits, and page requests
 * @param interrupts where its events go
 * @param devices    the devices that it speaks to
 */
public record Surroundings(Memory memory, InterruptSink interrupts, DevicePort devices) {

    /** Memory alone: events go nowhere, and no device keeps translations. */
    public static Surroundings of(Memory memory) {
        return new Surroundings(memory, (address, data) -> { }, DevicePort.PROMPT);
    }
}
