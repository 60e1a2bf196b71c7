package iommu.emulator.machine;

import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus.Reads;

class SparseMemoryTest extends MemoryTest {

    private SparseMemory memory;

    @Override
    protected Memory memoryOf(int addressWidth) {
        memory = new SparseMemory(addressWidth);
        return memory;
    }

    @Override
    protected Memory guest() {
        return memory.guest();
    }

    @Override
    protected void readable(Gpa page, Reads reads) {
        memory.readable(page, reads);
    }
}
