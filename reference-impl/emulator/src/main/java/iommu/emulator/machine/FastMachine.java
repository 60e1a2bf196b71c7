package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.seam.RegisterFile;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.fast.FastCache;
import iommu.emulator.fast.FastMemory;
import iommu.emulator.fast.FastUnit;
import iommu.emulator.fast.FastWalk;
import iommu.emulator.fast.LegacyGate;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.register.Registers;

/**
 * A unit that is held to speed: fast cache, walk and memory, and a {@link FastUnit} before the {@link RemappingUnit}.
 * Requests may come from any number of threads, through {@link #port}; register accesses wait for each other.
 */
public final class FastMachine {

    private final FastMemory memory;
    private final RemappingUnit full;
    private final FastUnit port;

    /**
     * @param capacity   entries in each of the three caches; 0 keeps nothing
     * @param interrupts gets the unit's own events
     * @param ramBytes   the memory from 0 on that is kept in one piece: a multiple of 4 KiB, 0 to 16 GiB
     */
    public FastMachine(Capabilities capabilities, int capacity, Options options, InterruptSink interrupts, long ramBytes) {
        memory = new FastMemory(capabilities.hostAddressWidth(), ramBytes);
        FastCache cache = new FastCache(capabilities, capacity);
        FastWalk walk = new FastWalk(memory, capabilities);
        LegacyGate gate = new LegacyGate(new Registers(capabilities, options.majorVersion()));
        full = new RemappingUnit(capabilities, rooms(capabilities, options, cache, walk, gate),
                new Surroundings(memory, interrupts, event -> { }), options);
        port = new FastUnit(cache, walk, !options.pagingStructureCaching(), gate, full);
    }

    private Rooms rooms(Capabilities capabilities, Options options, FastCache cache, FastWalk walk, RegisterFile registers) {
        return new Rooms(new RootAndContextLookup(memory, capabilities), walk, cache,
                new PrimaryFaultLog(capabilities, options.faultCompression()), registers,
                new RingQueue(memory, capabilities));
    }

    /** What the guest's processors and the devices share with the unit. */
    public FastMemory memory() {
        return memory;
    }

    /** Where requests go in. */
    public FastUnit port() {
        return port;
    }

    /** Software reads a register. @param offset in bytes @param size 4 or 8 */
    public long read(int offset, int size) {
        return port.exclusively(() -> full.read(offset, size));
    }

    /** Software writes a register; what that asks for is done when this returns. @param size 4 or 8 */
    public void write(int offset, int size, long value) {
        port.exclusively(() -> {
            full.write(offset, size, value);
            return 0;
        });
    }

    /** The same machine, driven one step at a time by one thread. */
    public Machine stepped() {
        return new Machine(memory, memory::readable, full, port);
    }
}
