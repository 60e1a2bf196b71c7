package iommu.probe;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.TranslationCache;
import iommu.arch.seam.UnitPort;
import iommu.arch.seam.UnitPort.Outside;
import iommu.arch.seam.UnitPort.Rooms;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;

/**
 * Rooms of the learner's own in place of those that a judge answers for, over a memory of their own that follows the run.
 *
 * @param memory   what the rooms read
 * @param capacity entries in each cache
 */
record OwnRooms(CaseMemory memory, Capabilities capabilities, int capacity) {

    /** Makes a room. */
    @FunctionalInterface
    interface Maker {
        <R> R make(Class<R> seam, String entryClass, Class<?>[] parameters, Object... arguments);
    }

    private static final Class<?>[] READER = {TableMemory.class, Capabilities.class};
    private static final Class<?>[] PLAIN = {Capabilities.class};
    private static final Class<?>[] CACHE = {Capabilities.class, int.class};

    OwnRooms(Order.Start start) {
        this(new CaseMemory(start.capabilities().hostAddressWidth()), start.capabilities(), start.capacity());
    }

    /** Drives a unit of these names: its own class, then {@code SEAM=CLASS} for each room of the learner's. */
    RoomDriver unit(String[] names, Maker maker, NeighbourPort neighbours) {
        RoomDriver driver = RoomDriver.unit((rooms, outside, unit) -> {
            Rooms mixed = rooms;
            for (int i = 1; i < names.length; i++) {
                String[] own = names[i].split("=");
                mixed = with(mixed, own[0], own[1], maker);
            }
            return maker.make(UnitPort.class, names[0], new Class<?>[] {Rooms.class, Outside.class, Capabilities.class}, mixed,
                    names.length == 1 ? outside : stored(outside), unit);
        }, capabilities, neighbours);
        return names.length == 1 ? driver : step -> follow(step, driver);
    }

    private Rooms with(Rooms r, String seam, String name, Maker maker) {
        return switch (seam) {
            case "ContextLookup" -> new Rooms(maker.make(ContextLookup.class, name, READER, memory, capabilities), r.walk(), r.cache(),
                    r.faults(), r.registers(), r.queue());
            case "PageWalk" -> new Rooms(r.context(), maker.make(PageWalk.class, name, READER, memory, capabilities), r.cache(),
                    r.faults(), r.registers(), r.queue());
            case "TranslationCache" -> new Rooms(r.context(), r.walk(),
                    maker.make(TranslationCache.class, name, CACHE, capabilities, capacity), r.faults(), r.registers(), r.queue());
            case "FaultLog" -> new Rooms(r.context(), r.walk(), r.cache(), maker.make(FaultLog.class, name, PLAIN, capabilities),
                    r.registers(), r.queue());
            case "RegisterFile" -> new Rooms(r.context(), r.walk(), r.cache(), r.faults(),
                    maker.make(RegisterFile.class, name, PLAIN, capabilities), r.queue());
            case "InvalidationQueue" -> new Rooms(r.context(), r.walk(), r.cache(), r.faults(), r.registers(),
                    maker.make(InvalidationQueue.class, name, READER, memory, capabilities));
            default -> throw new IllegalArgumentException("no room of a unit has the seam " + seam);
        };
    }

    private Answer follow(Stimulus step, RoomDriver driver) {
        switch (step) {
            case Stimulus.Store64 store -> memory.store(store);
            case Stimulus.Store128 store -> memory.store(store);
            case Stimulus.Readable change -> memory.restrict(change);
            default -> { }
        }
        return driver.on(step);
    }

    /** What a wait stores lies in memory, too. */
    private Outside stored(Outside outside) {
        return effect -> {
            if (effect instanceof Effect.StoreStatus(Gpa at, int data)) {
                memory.store32(at, data);
            }
            outside.perform(effect);
        };
    }
}
