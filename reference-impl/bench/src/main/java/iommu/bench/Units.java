package iommu.bench;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.seam.DmaPort;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.fast.FastCache;
import iommu.emulator.fast.FastMemory;
import iommu.emulator.fast.FastUnit;
import iommu.emulator.fast.FastWalk;
import iommu.emulator.fast.LegacyGate;
import iommu.emulator.machine.FastMachine;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.Rooms;
import iommu.emulator.register.Registers;
import iommu.emulator.secondstage.SecondStageWalk;

/** The units that are measured, each with its tables in memory and translation on. */
final class Units {

    private Units() {
    }

    /** The whole unit that is held to speed. */
    static FastMachine fast(int pages) {
        FastMachine machine =
                new FastMachine(World.UNIT, World.CAPACITY, Options.DEFAULT, (address, data) -> { }, World.RAM);
        World.store(machine.memory().guest(), pages);
        machine.write(World.RTADDR, 8, World.ROOT);
        machine.write(World.GCMD, 4, World.SRTP);
        machine.write(World.GCMD, 4, World.TE);
        return machine;
    }

    /** The front of such a unit over a cache that the benchmark holds too, so that it can invalidate beside requests. */
    static FastUnit fast(FastCache cache, int pages) {
        FastMemory memory = new FastMemory(World.UNIT.hostAddressWidth(), World.RAM);
        World.store(memory.guest(), pages);
        LegacyGate gate = new LegacyGate(new Registers(World.UNIT, Options.DEFAULT.majorVersion()), () -> { });
        gate.write(World.RTADDR, 8, World.ROOT);
        gate.write(World.GCMD, 4, World.SRTP);
        gate.write(World.GCMD, 4, World.TE);
        cache.fill(World.DEVICE, World.CONTEXT, cache.epoch());
        return new FastUnit(cache, new FastWalk(memory, World.UNIT), true, gate, Units::unexpected);
    }

    private static DmaOutcome unexpected(DmaRequest request) {
        throw new IllegalStateException("left to the full unit: " + request);
    }

    static NaiveUnit naive(int pages) {
        FastMemory memory = new FastMemory(World.UNIT.hostAddressWidth(), World.RAM);
        World.store(memory.guest(), pages);
        NaiveUnit unit = new NaiveUnit(new SecondStageWalk(memory, World.UNIT), World.CAPACITY);
        unit.attach(World.DEVICE, World.CONTEXT);
        return unit;
    }

    /** The unit of plain rooms. */
    static DmaPort plain(int pages) {
        return translating(new Machine(World.UNIT, World.CAPACITY), pages);
    }

    /** The full unit without its fast front, over the fast cache. */
    static DmaPort full(int pages) {
        FastCache cache = new FastCache(World.UNIT, World.CAPACITY);
        return translating(new Machine(World.UNIT, World.CAPACITY, Options.DEFAULT, (address, data) -> { },
                plain -> with(plain, cache)), pages);
    }

    static Rooms with(Rooms plain, FastCache cache) {
        return new Rooms(new Rooms.Legacy(plain.legacy().context(), plain.legacy().walk(), cache), plain.scalable(),
                plain.faults(), plain.registers(), plain.queue(), plain.interrupts(), plain.pageRequests());
    }

    private static DmaPort translating(Machine machine, int pages) {
        FastMemory tables = new FastMemory(World.UNIT.hostAddressWidth(), World.RAM);
        World.store(tables.guest(), pages);
        for (long at = World.ROOT; at < World.ROOT + (1 << 24); at += 8) {
            long word = tables.read64(new Gpa(at)).orElseThrow();
            if (word != 0) {
                machine.on(new Stimulus.Store64(new Gpa(at), word));
            }
        }
        machine.on(new Stimulus.RegisterWrite(World.RTADDR, 8, World.ROOT));
        machine.on(new Stimulus.RegisterWrite(World.GCMD, 4, World.SRTP));
        machine.on(new Stimulus.RegisterWrite(World.GCMD, 4, World.TE));
        return machine.unit();
    }
}
