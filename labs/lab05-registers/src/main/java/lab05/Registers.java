package lab05;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Todo;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.RegisterFile;
import java.util.List;

/**
 * The register file (§11.4): one stored word for each register, changed only where its fields allow, and a reaction
 * for each register whose write means something.
 *
 * <p>Software may use 4 or 8 bytes; an access of 8 is two of 4, the low one first (§11.2). So a 64-bit command acts
 * when its upper half is written (§11.4.6).
 */
public final class Registers implements RegisterFile {

    /** Of version 1, which may be asked for invalidation by registers. */
    public Registers(Capabilities capabilities) {
        this(capabilities, 1);
    }

    /** @param majorVersion VER.MAX; from 6 on invalidation by registers is gone (§11.4.1) */
    public Registers(Capabilities capabilities, int majorVersion) {
    }

    @Override
    public void reset() {
        throw new Todo("05");
    }

    @Override
    public long read(int offset, int size) {
        throw new Todo("05");
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        throw new Todo("05");
    }

    @Override
    public void show(FaultStatus faults) {
        throw new Todo("05");
    }

    @Override
    public void show(QueueStatus queue) {
        throw new Todo("05");
    }

    @Override
    public void show(PageRequestStatus pageRequests) {
        throw new Todo("05");
    }
}
