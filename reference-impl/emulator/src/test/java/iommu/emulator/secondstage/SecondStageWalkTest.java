package iommu.emulator.secondstage;

import iommu.arch.Capabilities;
import iommu.arch.TableMemory;
import iommu.arch.seam.PageWalk;

class SecondStageWalkTest extends PageWalkTest {

    @Override
    protected PageWalk walkOf(TableMemory memory, Capabilities capabilities) {
        return new SecondStageWalk(memory, capabilities);
    }
}
