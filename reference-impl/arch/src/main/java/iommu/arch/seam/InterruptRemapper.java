package iommu.arch.seam;

import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;

/** Room 13, {@code interrupt}: from a write to FEEx_xxxxh to an interrupt (§5.1, §5.2). */
public interface InterruptRemapper {

    /** Software has changed IRTA (by SIRTP), IRES or CFIS. */
    void program(InterruptRegisters registers);

    /** @param address of the write, FEEx_xxxxh @param data its 32 bits */
    InterruptOutcome remap(SourceId source, Iova address, int data);

    /** Entries of the interrupt-entry cache must go: 2^mask of them around {@code index}, or all (§6.5.2.8). */
    void invalidate(boolean all, int index, int mask);
}
