package iommu.arch.seam;

import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import java.util.List;

/**
 * Room 05, {@code register}: the registers as software sees them (§11.2, §11.4). It calls nobody: what a write asks
 * for it returns, and what other rooms have to show it is told.
 *
 * <p>Nothing that software does throws: an access of another size than 4 or 8, off its alignment or outside every
 * register, reads 0 and writes nothing.
 */
public interface RegisterFile {

    /** @param offset in bytes from the unit's base @param size 4 or 8 @return the value, zero-extended */
    long read(int offset, int size);

    /** @return what the write asks of the unit, in order */
    List<Effect> write(int offset, int size, long value);

    /** From now on FSTS, FECTL.IP and the fault recording registers read like this. */
    void show(FaultStatus faults);

    /** From now on IQH, ICS, IECTL.IP and IQERCD read like this. */
    void show(QueueStatus queue);

    /** From now on PQT, PRS and PECTL.IP read like this; nothing to a unit without page requests. */
    default void show(PageRequestStatus pageRequests) {
    }

    /** A reset that is not power-good (§11.3): sticky fields stay, everything else takes its default value. */
    default void reset() {
    }
}
