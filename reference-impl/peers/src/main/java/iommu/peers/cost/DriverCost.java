package iommu.peers.cost;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import iommu.guest.TableDriver.Style;
import iommu.guest.Workload;
import iommu.guest.WorkloadCount;
import java.util.List;
import java.util.Set;

/**
 * The reference driver at work, followed: buffers of some pages are mapped, the device writes to each page, and a little
 * later the buffer is unmapped. A batched driver waits once for each buffer that it maps, if the unit must hear of that
 * before the device may use it, and once for every sixteenth that it unmaps. Enabling translation is not counted.
 */
final class DriverCost {

    private static final SourceId DEVICE = Workload.DEVICES.getFirst();
    private static final int UNMAPPED_TOGETHER = 16;
    private static final List<Access> WRITE = List.of(Access.WRITE);

    /** @param seed of sizes and order of buffers @param pages mapped in all, at least @param most in a buffer */
    record Load(long seed, int pages, int most) {
    }

    private DriverCost() {
    }

    /** @throws iommu.emulator.machine.ListenerRefusedException if the unit can't be followed so */
    static Count of(Capabilities unit, Style style, Following following, Load load) {
        FollowedMachine machine = new FollowedMachine(unit, 1, following, Set.of(DEVICE));
        List<Workload.Step> steps =
                Workload.buffers(unit.cachingMode(), load.seed(), load.pages(), load.most(), UNMAPPED_TOGETHER);
        WorkloadCount count = WorkloadCount.of(unit, style, steps, step -> take(machine, step));
        return machine.count(count.registerWrites(), count.descriptors() + count.waits());
    }

    private static void take(FollowedMachine machine, Stimulus step) {
        if (step instanceof Stimulus.Dma(DmaRequest request)) {
            machine.request(request.source(), request.address(), machine.mapped(request.source(), request.address()), WRITE);
        } else {
            machine.on(step);
        }
    }
}
