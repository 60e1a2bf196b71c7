package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.Memory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.InvalidationQueue;
import iommu.arch.seam.PageRequestQueue;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.RegisterFile;
import iommu.arch.seam.ScalableCache;
import iommu.arch.seam.ScalableLookup;
import iommu.arch.seam.StagedWalk;
import iommu.arch.seam.TranslationCache;
import iommu.emulator.cache.ScalableTaggedCache;
import iommu.emulator.cache.TaggedCache;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.interrupt.TableRemapper;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.pagerequest.RequestRing;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.register.Registers;
import iommu.emulator.secondstage.SecondStageWalk;

/** The rooms of one unit. Any of them may be a learner's. */
public record Rooms(Legacy legacy, Scalable scalable, FaultLog faults, RegisterFile registers, InvalidationQueue queue,
        InterruptRemapper interrupts, PageRequestQueue pageRequests) {

    /** What translates requests in legacy mode. */
    public record Legacy(ContextLookup context, PageWalk walk, TranslationCache cache) {
    }

    /** What translates requests in scalable mode. @param separateRightsWalk walks while RTADDR.SSIRWE is set (§9.8) */
    public record Scalable(ScalableLookup lookup, StagedWalk walk, StagedWalk separateRightsWalk, ScalableCache cache) {
    }

    /** The reference's own rooms. @param capacity entries in each cache */
    public static Rooms plain(Memory memory, Capabilities capabilities, int capacity, Options options) {
        return new Rooms(
                new Legacy(new RootAndContextLookup(memory, capabilities), new SecondStageWalk(memory, capabilities),
                        new TaggedCache(capabilities, capacity)),
                new Scalable(new PasidTableLookup(memory, capabilities), new ScalableWalk(memory, capabilities),
                        new ScalableWalk(memory, capabilities, true), new ScalableTaggedCache(capabilities, capacity)),
                new PrimaryFaultLog(capabilities, options.faultCompression()),
                new Registers(capabilities, options.majorVersion()),
                new RingQueue(memory, capabilities),
                new TableRemapper(memory, capabilities, capacity),
                new RequestRing());
    }
}
