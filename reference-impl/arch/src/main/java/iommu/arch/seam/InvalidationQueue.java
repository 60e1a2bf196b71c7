package iommu.arch.seam;

import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import java.util.List;
import java.util.Set;

/**
 * Room 06, {@code invalidation}: the ring of descriptors (§6.5.2). Each method returns the actions it leads to, in
 * the order in which the machine must carry them out.
 */
public interface InvalidationQueue {

    /** What software says of the queue has changed: enabled or not, base, size, tail, table mode. */
    List<Effect> update(QueueRegisters registers);

    /** A device has dropped its translations. @param tag of {@link Effect.InvalidateDeviceTlb}; an unknown one is ICE */
    List<Effect> done(int tag);

    /** As {@link #done(int)}, with the device that says so: one that was not asked under this tag is ICE (§4.3). */
    default List<Effect> done(int tag, SourceId from) {
        return done(tag);
    }

    /** A device has not answered in time: ITE (§6.5.2.11). @param tag as in {@link #done}; an unknown one does nothing */
    List<Effect> timeout(int tag);

    /** Software cleared these conditions of FSTS. Without IQE and ITE the queue goes on by itself (§6.5.2.11). */
    List<Effect> cleared(Set<FaultCondition> conditions);

    /** Software wrote 1 to ICS.IWC. */
    List<Effect> completionCleared();

    /** Software programmed the completion event; unmasking it sends a message that was held back (§6.5.2.10). */
    List<Effect> program(EventRegisters event);

    /** What software can see. */
    QueueStatus status();

    /** A reset that is not power-good (§11.3): sticky fields stay, everything else takes its default value. */
    default void reset() {
    }
}
