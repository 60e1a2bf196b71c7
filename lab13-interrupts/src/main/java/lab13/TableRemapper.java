package lab13;

import iommu.arch.Capabilities;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.Todo;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;

/**
 * From a message to an interrupt: the checks of §5.1.4 in the order of its text, then delivery or posting (§5.2.3).
 *
 * <pre>
 *  address  31    20 19                5  4   3      2      1  0        data  31   16 15         0
 *          ┌────────┬───────────────────┬───┬───┬──────────┬──────┐          ┌───────┬────────────┐
 *          │  FEEh  │   handle [14:0]   │ 1 │SHV│handle[15]│ any  │          │   0   │ subhandle  │ both only with SHV
 *          └────────┴───────────────────┴───┴───┴──────────┴──────┘          └───────┴────────────┘
 * </pre>
 *
 * <p>Never throws, whatever the message and the table. Not for use by several threads at once.
 */
public final class TableRemapper implements InterruptRemapper {

    private final Memory memory;
    private final Capabilities capabilities;

    /** @param capacity the entries that the interrupt-entry cache keeps; 0 keeps nothing */
    public TableRemapper(Memory memory, Capabilities capabilities, int capacity) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    /** With ESIRTPS any change of the registers empties the cache, not SIRTP alone (freedom {@code interrupt-pointer}). */
    @Override
    public void program(InterruptRegisters now) {
        throw new Todo("13");
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
        throw new Todo("13");
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        throw new Todo("13");
    }
}
