package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.TranslationCache;
import iommu.emulator.cache.TaggedCache;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.register.Registers;
import iommu.emulator.secondstage.SecondStageWalk;

/** The rooms of one unit. Any of them may be a learner's. */
public record Rooms(ContextLookup context, PageWalk walk, TranslationCache cache, FaultLog faults,
        RegisterFile registers, InvalidationQueue queue) {

    /** The reference's own rooms. @param capacity entries in each of the three caches */
    public static Rooms plain(TableMemory memory, Capabilities capabilities, int capacity, Options options) {
        return new Rooms(
                new RootAndContextLookup(memory, capabilities),
                new SecondStageWalk(memory, capabilities),
                new TaggedCache(capabilities, capacity),
                new PrimaryFaultLog(capabilities, options.faultCompression()),
                new Registers(capabilities, options.majorVersion()),
                new RingQueue(memory, capabilities));
    }
}
