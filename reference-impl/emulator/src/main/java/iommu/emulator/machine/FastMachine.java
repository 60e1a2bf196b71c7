package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.RegisterFile;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.fast.DrainedScalableCache;
import iommu.emulator.fast.FastCache;
import iommu.emulator.fast.FastMemory;
import iommu.emulator.fast.FastUnit;
import iommu.emulator.fast.FastWalk;
import iommu.emulator.fast.LegacyGate;
import java.util.List;
import java.util.Set;

/**
 * A unit that is held to speed in legacy mode: fast cache, walk and memory, and a {@link FastUnit} before the
 * {@link RemappingUnit}; its other rooms are the plain ones. Requests may come from any number of threads, through
 * {@link #port}; register accesses wait for each other.
 */
public final class FastMachine {

    private final FastMemory memory;
    private final RemappingUnit full;
    private final FastUnit port;
    private final Stepping steps;

    /**
     * @param capacity   entries in each cache; 0 keeps nothing
     * @param interrupts gets the unit's own events
     * @param ramBytes   the memory from 0 on that is kept in one piece: a multiple of 4 KiB, 0 to 16 GiB
     */
    public FastMachine(Capabilities capabilities, int capacity, Options options, InterruptSink interrupts, long ramBytes) {
        this(capabilities, capacity, options, Host.of(capabilities, interrupts), ramBytes);
    }

    /** A machine that listeners may follow. */
    public FastMachine(Capabilities capabilities, int capacity, Options options, Host host, long ramBytes) {
        memory = new FastMemory(capabilities.hostAddressWidth(), ramBytes);
        FastCache cache = new FastCache(capabilities, capacity);
        FastWalk walk = new FastWalk(memory, capabilities);
        Rooms plain = Rooms.plain(memory, capabilities, capacity, options);
        LegacyGate gate = new LegacyGate(plain.registers(), cache::awaitRequests);
        PatientDevices devices = new PatientDevices();
        DevicePort devicePort = options.promptDevices() ? DevicePort.PROMPT : devices;
        full = new RemappingUnit(capabilities, fast(plain, cache, walk, gate),
                new Surroundings(memory, host.interrupts(), devicePort,
                        host.listening().map(listening -> listening.withPort(shutting(gate::shut, listening.port())))), options);
        port = new FastUnit(cache, walk, !options.pagingStructureCaching(), gate, full);
        steps = new Stepping(memory.guest(), memory::readable, full, port, devices);
    }

    /** Once a device is blocked, every request asks the full unit. @param gate shuts */
    private static ListenerPort shutting(Runnable gate, ListenerPort port) {
        return new ListenerPort() {
            @Override
            public void wishes(Set<Wish> union) {
                port.wishes(union);
            }

            @Override
            public void failed(ListenerFailure failure) {
                gate.run();
                port.failed(failure);
            }
        };
    }

    private Rooms fast(Rooms plain, FastCache cache, FastWalk walk, RegisterFile registers) {
        Rooms.Legacy legacy = new Rooms.Legacy(plain.legacy().context(), walk, cache);
        Rooms.Scalable scalable = new Rooms.Scalable(plain.scalable().lookup(), plain.scalable().walk(),
                plain.scalable().separateRightsWalk(), new DrainedScalableCache(plain.scalable().cache(), cache));
        return new Rooms(legacy, scalable, plain.faults(), registers, plain.queue(), plain.interrupts(),
                plain.pageRequests());
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

    /** As {@link Machine#attach}; the listener is told by whichever thread accesses registers. */
    public void attach(Listener listener, MappingListener sink) {
        port.exclusively(() -> {
            full.attach(listener, sink);
            return 0;
        });
    }

    /** As {@link Machine#detach}. */
    public void detach(Listener listener) {
        port.exclusively(() -> {
            full.detach(listener);
            return 0;
        });
    }

    /** As {@link Machine#failures}. */
    public List<ListenerFailure> failures() {
        return full.failures();
    }

    /** Takes one step, as {@link Machine#on} does; for one thread alone. */
    public Answer on(Stimulus stimulus) {
        return steps.on(stimulus);
    }
}
