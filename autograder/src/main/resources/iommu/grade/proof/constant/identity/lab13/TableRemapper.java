package lab13;

import iommu.arch.Capabilities;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;

public final class TableRemapper implements InterruptRemapper {

    public TableRemapper(Memory memory, Capabilities capabilities, int capacity) {
    }

    @Override
    public void program(InterruptRegisters registers) {
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        return new InterruptOutcome.Unchanged();
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
    }
}
