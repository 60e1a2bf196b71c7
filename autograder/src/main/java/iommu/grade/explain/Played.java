package iommu.grade.explain;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.RemappingUnit;
import iommu.emulator.machine.Rooms;
import iommu.emulator.machine.SparseMemory;
import iommu.emulator.machine.Surroundings;

/** The reference's machine, played up to the access to be explained. The one class that knows how it is put together. */
final class Played {

    private final Capabilities capabilities;
    private final SparseMemory memory;
    private final RememberingCache cache;
    private final WatchedRegisters registers;
    private final RemappingUnit unit;

    Played(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        memory = new SparseMemory(capabilities.hostAddressWidth());
        Rooms plain = Rooms.plain(memory, capabilities, capacity, Options.DEFAULT);
        cache = new RememberingCache(plain.cache());
        registers = new WatchedRegisters(plain.registers());
        Rooms rooms = new Rooms(plain.context(), plain.walk(), cache, plain.faults(), registers, plain.queue());
        unit = new RemappingUnit(capabilities, rooms, Surroundings.of(memory), Options.DEFAULT);
    }

    /** Takes one step that comes before. @param line of the scenario */
    void play(int line, Stimulus stimulus) {
        cache.at(line);
        switch (stimulus) {
            case Stimulus.Store64 s -> memory.write64(s.at(), s.value());
            case Stimulus.Store128 s -> memory.write128(s.at(), s.value());
            case Stimulus.Readable r -> memory.readable(r.page(), r.reads());
            case Stimulus.RegisterWrite w -> unit.write(w.offset(), w.size(), w.value());
            case Stimulus.RegisterRead r -> unit.read(r.offset(), r.size());
            case Stimulus.Dma d -> unit.translate(d.request());
            default -> { }
        }
    }

    /** The access itself; whatever is to be asked of the caches comes before. */
    DmaOutcome answer(DmaRequest request) {
        return unit.translate(request);
    }

    Capabilities capabilities() {
        return capabilities;
    }

    SparseMemory memory() {
        return memory;
    }

    RememberingCache cache() {
        return cache;
    }

    WatchedRegisters registers() {
        return registers;
    }
}
