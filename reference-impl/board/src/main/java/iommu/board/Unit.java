package iommu.board;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.RemappingUnit;
import iommu.emulator.machine.Rooms;
import iommu.emulator.machine.Surroundings;

/**
 * The reference's remapping unit as a part of the board; its tables and queue are in RAM. The only class here that knows
 * what the unit is made of.
 */
final class Unit implements RegisterWindow, Upstream {

    /** Entries in each cache. */
    private static final int CAPACITY = 1024;

    private final Capabilities capabilities;
    private final Ram ram;
    private RemappingUnit unit;

    Unit(Capabilities capabilities, Ram ram) {
        this.capabilities = capabilities;
        this.ram = ram;
        reset();
    }

    /** Power goes off and on: sticky bits are lost too (§11.3). */
    void reset() {
        Rooms rooms = Rooms.plain(ram, capabilities, CAPACITY, Options.DEFAULT);
        unit = new RemappingUnit(capabilities, rooms, Surroundings.of(ram), Options.DEFAULT);
    }

    @Override
    public DmaOutcome translate(DmaRequest request) {
        return unit.translate(request);
    }

    @Override
    public boolean message(SourceId source, Iova address, int data) {
        return !(unit.interrupt(source, address, data) instanceof InterruptOutcome.Blocked);
    }

    @Override
    public int widest() {
        return 8; // §11.2
    }

    @Override
    public long read(int offset, int size) {
        return unit.read(offset, size);
    }

    @Override
    public void write(int offset, int size, long value) {
        unit.write(offset, size, value);
    }
}
