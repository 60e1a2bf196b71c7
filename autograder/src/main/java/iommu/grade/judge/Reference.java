package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.cache.TaggedCache;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.machine.Machine;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import java.util.function.Function;

/** The reference's own rooms and machine, driven by the steps of a scenario. */
public final class Reference {

    private Reference() {
    }

    /** What the plan speaks to, fresh. */
    public static Function<Stimulus, Answer> of(Plan plan) {
        return switch (plan.room()) {
            case CONTEXT -> RoomDriver.context(RootAndContextLookup::new, plan.capabilities())::on;
            case WALK -> RoomDriver.walk(SecondStageWalk::new, plan.capabilities())::on;
            case IOTLB -> RoomDriver.cache(TaggedCache::new, plan.capabilities(), plan.capacity())::on;
            case MACHINE -> new Machine(plan.capabilities(), plan.capacity())::on;
        };
    }
}
