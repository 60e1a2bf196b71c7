package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.MappingDriver;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.arch.seam.TranslationCache;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Drives one room through one case: applies stores to the case's memory, makes the calls, wraps what comes back.
 *
 * <p>Nothing that a room does escapes: {@link iommu.arch.Todo}, any other throwable (also one of its constructor),
 * null and impossible values become {@link Answer.Broken}. A step that asks nothing and goes well is answered
 * {@link Answer.Done}.
 */
@FunctionalInterface
public interface RoomDriver {

    /**
     * Carries out one step.
     *
     * @throws IllegalArgumentException if the step is not one of this kind of room: {@link RoomKind#takes}
     */
    Answer on(Stimulus stimulus);

    /** Makes a driver of the guest's, over an empty root table. @param deviceTlbs the devices that have a device-TLB and use it */
    @FunctionalInterface
    interface DriverMaker {
        MappingDriver make(Capabilities capabilities, Gpa root, MappingDriver.TablePages pages, boolean batched,
                Set<SourceId> deviceTlbs);
    }

    /** Makes a notifier among its neighbours. */
    @FunctionalInterface
    interface NotifierMaker {
        MappingNotifier make(ContextLookup contexts, PageWalk walk, MemoryMap memory);
    }

    /** Makes a shadow. @param follows which tables it may trap */
    @FunctionalInterface
    interface ShadowMaker {
        ShadowTables make(TableMemory memory, Capabilities capabilities, MemoryMap map, Shadowing follows);
    }

    /** Drives a context room over an empty memory of its own. */
    static RoomDriver context(BiFunction<TableMemory, Capabilities, ? extends ContextLookup> maker, Capabilities capabilities) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.CONTEXT, memory, Made.by(() -> maker.apply(memory, capabilities)), RoomCalls::lookUp);
    }

    /** Drives a walk room over an empty memory of its own. */
    static RoomDriver walk(BiFunction<TableMemory, Capabilities, ? extends PageWalk> maker, Capabilities capabilities) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.WALK, memory, Made.by(() -> maker.apply(memory, capabilities)), RoomCalls::walk);
    }

    /** Drives a cache room. @param capacity entries in each of its caches */
    static RoomDriver cache(BiFunction<Capabilities, Integer, ? extends TranslationCache> maker, Capabilities capabilities,
            int capacity) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.IOTLB, memory, Made.by(() -> maker.apply(capabilities, capacity)), new CacheCalls());
    }

    /** Drives a fault log. */
    static RoomDriver faults(Function<Capabilities, ? extends FaultLog> maker, Capabilities capabilities) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.FAULTS, memory, Made.by(() -> maker.apply(capabilities)), RoomCalls::faults);
    }

    /** Drives a register file. */
    static RoomDriver registers(Function<Capabilities, ? extends RegisterFile> maker, Capabilities capabilities) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.REGISTERS, memory, Made.by(() -> maker.apply(capabilities)), RoomCalls::registers);
    }

    /** Drives an invalidation queue over an empty memory of its own. Its tags are numbered from 1, in the order of use. */
    static RoomDriver queue(BiFunction<TableMemory, Capabilities, ? extends InvalidationQueue> maker, Capabilities capabilities) {
        CaseMemory memory = new CaseMemory(capabilities.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.QUEUE, memory, Made.by(() -> maker.apply(memory, capabilities)), new QueueCalls());
    }

    /** Drives a driver of the guest's, over an empty root table and pages of its own. */
    static RoomDriver driver(DriverMaker maker, Capabilities capabilities) {
        return new DrivenRoom(maker, capabilities);
    }

    /** Drives a notifier, whose neighbours answer what the case has said. */
    static RoomDriver notifier(NotifierMaker maker, Capabilities capabilities) {
        return new NotifyingRoom(maker, capabilities);
    }

    /** Drives a shadow of the second stage over an empty memory of its own, all of it memory. */
    static RoomDriver shadow(ShadowMaker maker, Capabilities capabilities) {
        return new ShadowingRoom(maker, capabilities);
    }

    /** Makes a whole unit out of rooms. */
    @FunctionalInterface
    interface UnitMaker {
        UnitPort make(UnitPort.Rooms rooms, UnitPort.Outside outside, Capabilities capabilities);
    }

    /** Drives a whole unit. @param neighbours answers for its rooms, over a memory of its own */
    static RoomDriver unit(UnitMaker maker, Capabilities capabilities, NeighbourPort neighbours) {
        return new UnitRoom(maker, capabilities, neighbours);
    }

    /** Drives a safety policy, which begins with a configuration of its own. */
    static RoomDriver safety(Supplier<? extends SafetyPolicy> maker) {
        CaseMemory memory = new CaseMemory(Capabilities.DEFAULT.hostAddressWidth());
        return new SteppedRoom<>(RoomKind.SAFETY, memory, Made.by(maker::get), SafetyCalls::on);
    }
}
